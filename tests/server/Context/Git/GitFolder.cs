using System.Diagnostics;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Context.Git;

/// <summary>A real repository, made by the real git, which knows nothing of this machine's user.</summary>
internal sealed class GitFolder : IDisposable
{
    private readonly TempFolder _folder = new();

    /// <param name="format">Of its object ids; libgit2 cannot open <c>sha256</c>.</param>
    public GitFolder(string format = "sha1")
    {
        Directory.CreateDirectory(Root);
        Git("init", "-q", "-b", "main", $"--object-format={format}");
    }

    /// <summary>The work tree: below the folder, so that others can lie beside it.</summary>
    public string Root => _folder["work"];

    /// <summary>A path beside the work tree.</summary>
    public string this[string name] => _folder[name];

    public string Write(string name, string text) => _folder.Write(Path.Combine("work", name), text);

    public void Commit(string message = "a commit")
    {
        Git("add", "-A");
        Git("commit", "-q", "--allow-empty", "-m", message);
    }

    public string Git(params string[] words) => GitIn(Root, mayFail: false, words);

    public static string GitIn(string folder, bool mayFail, params string[] words)
    {
        var start = new ProcessStartInfo("git", ["-c", "protocol.file.allow=always", "-c", "core.hooksPath=/dev/null", .. words])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            Environment =
            {
                ["GIT_CONFIG_GLOBAL"] = "/dev/null",
                ["GIT_CONFIG_NOSYSTEM"] = "1",
                ["GIT_AUTHOR_NAME"] = "Ann",
                ["GIT_AUTHOR_EMAIL"] = "ann@example.org",
                ["GIT_COMMITTER_NAME"] = "Ann",
                ["GIT_COMMITTER_EMAIL"] = "ann@example.org",
            },
        };
        using var git = Process.Start(start)!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        Assert.True(mayFail || git.ExitCode == 0, $"git {string.Join(' ', words)} ended with {git.ExitCode}");
        return output;
    }

    public void Dispose() => _folder.Dispose();
}
