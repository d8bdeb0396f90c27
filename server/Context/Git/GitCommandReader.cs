using System.Text;

namespace ClaudeSidecar.Context.Git;

/// <summary>Reads repositories through the <c>git</c> command: those that libgit2 cannot open.</summary>
internal sealed class GitCommandReader : IGitReader
{
    /// <inheritdoc/>
    public IGitWorkTree? Open(string folder)
    {
        try
        {
            var lines = Encoding.UTF8.GetString(GitCommand.Run(folder, ["rev-parse", "--path-format=absolute", "--show-toplevel", "--git-dir", "--git-common-dir"])).Split('\n');
            return lines is [var root, var git, var common, ..] ? new GitCommandWorkTree(new(Path.GetFullPath(root), Path.GetFullPath(git), Path.GetFullPath(common))) : null;
        }
        catch (GitException failed) when (failed.InnerException is null)
        {
            return null; // no repository, or one without a work tree
        }
    }
}
