using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace ClaudeSidecar.Context.Git;

/// <summary>One run of the <c>git</c> command: it asks nobody, takes no lock, and is ended when it takes too long or says too much.</summary>
internal sealed class GitCommand : IDisposable
{
    private const int LongestOutput = 8 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // Set by a hook of git's that started us, they would name another repository.
    private static readonly string[] Foreign = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_NAMESPACE"];

    private readonly Process _git;
    private readonly CancellationTokenSource _late = new(Patience);
    private readonly CancellationTokenRegistration _ending;

    private GitCommand(Process git)
    {
        _git = git;
        _ending = _late.Token.Register(End);
    }

    /// <summary>Starts git; it works while others do something else.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="words">What to do.</param>
    /// <param name="input">For its standard input.</param>
    /// <exception cref="GitException">There is no git on this machine, or no such folder.</exception>
    public static GitCommand Start(string folder, IEnumerable<string> words, string input = "")
    {
        // A file system monitor is a program that the repository names: reading a folder must not run one.
        var start = new ProcessStartInfo("git", ["-c", "core.fsmonitor=false", "--no-pager", .. words])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            StandardOutputEncoding = Encoding.UTF8,
            CreateNoWindow = true,
        };
        foreach (var name in Foreign)
        {
            start.Environment.Remove(name);
        }

        start.Environment["GIT_OPTIONAL_LOCKS"] = "0"; // else the index that we watch is written by our own question
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["LC_ALL"] = "C.UTF-8";
        try
        {
            var git = Process.Start(start)!;
            git.BeginErrorReadLine(); // into nothing: nobody waits for room in that pipe
            var command = new GitCommand(git);
            command.Tell(input);
            return command;
        }
        catch (Exception missing) when (missing is Win32Exception or DirectoryNotFoundException)
        {
            throw new GitException("The git command cannot be run.", missing);
        }
    }

    /// <summary>Runs git and gives its output.</summary>
    /// <exception cref="GitException">It cannot be run, or it failed.</exception>
    public static byte[] Run(string folder, IEnumerable<string> words, string input = "")
    {
        using var command = Start(folder, words, input);
        return command.Output();
    }

    /// <summary>True when git tracks the file, and also when git cannot tell.</summary>
    public static bool IsTracked(string folder, string path)
    {
        try
        {
            using var command = Start(folder, ["ls-files", "--error-unmatch", "--", path]);
            command.Read();
            return command._git.ExitCode != 1; // 1: git knows the repository and not the file
        }
        catch (GitException)
        {
            return true; // there is a repository, and no git to ask
        }
    }

    /// <summary>Its output, when it has ended: at most eight megabytes, the rest is given up.</summary>
    /// <exception cref="GitException">It failed, or took too long.</exception>
    public byte[] Output()
    {
        var output = Read();
        return _git.ExitCode == 0 || output.Length >= LongestOutput
            ? output
            : throw new GitException($"git ended with {_git.ExitCode}.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        End();
        _ending.Dispose();
        _late.Dispose();
        _git.Dispose();
    }

    private byte[] Read()
    {
        using var output = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (_git.StandardOutput.BaseStream.Read(buffer) is > 0 and var count)
        {
            output.Write(buffer, 0, count);
            if (output.Length >= LongestOutput)
            {
                End();
                break;
            }
        }

        _git.WaitForExit();
        return output.ToArray();
    }

    private void Tell(string input)
    {
        try
        {
            _git.StandardInput.Write(input);
            _git.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without listening; its exit code says why.
        }
    }

    private void End()
    {
        try
        {
            if (!_git.HasExited) // looking for a tree's other processes goes through all of the machine
            {
                _git.Kill(entireProcessTree: true);
            }
        }
        catch (Exception over) when (over is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It has ended by itself.
        }
    }
}
