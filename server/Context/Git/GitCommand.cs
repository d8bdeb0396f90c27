using System.ComponentModel;
using System.Diagnostics;

namespace ClaudeSidecar.Context.Git;

/// <summary>Asks the <c>git</c> command where libgit2 cannot read a repository: unknown extensions, SHA-256.</summary>
internal static class GitCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>True when git tracks the file, and also when git cannot tell.</summary>
    public static bool IsTracked(string folder, string path)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        string[] words = ["ls-files", "--error-unmatch", "--", path];
        Array.ForEach(words, start.ArgumentList.Add);
        try
        {
            using var git = Process.Start(start)!;
            // A few lines at most: they fit the pipes' buffers, so nobody waits for us to read.
            if (!git.WaitForExit(Patience))
            {
                git.Kill();
                return true;
            }

            return git.ExitCode != 1; // 1: git knows the repository and not the file
        }
        catch (Win32Exception)
        {
            return true; // there is a repository, and no git to ask
        }
    }
}
