using System.Text;

namespace ClaudeSidecar.Context.Git;

/// <summary>The question for a work tree's status: git works on it beside whoever asked.</summary>
internal sealed class GitStatusQuestion : IDisposable
{
    private static readonly string[] StatusWords = ["status", "--porcelain=v2", "--branch", "-z", "--ignore-submodules=dirty"];

    // What `git status` does for files that it does not know.
    private static readonly string[] UntrackedWords = ["ls-files", "-z", "--others", "--exclude-standard", "--directory", "--no-empty-directory"];

    private readonly GitCommand _status;
    private readonly GitCommand? _untracked;

    private GitStatusQuestion(GitCommand status, GitCommand? untracked) => (_status, _untracked) = (status, untracked);

    /// <summary>Asks one git for everything.</summary>
    /// <exception cref="GitException">There is no git on this machine.</exception>
    public static GitStatusQuestion Ask(string root) => new(GitCommand.Start(root, StatusWords), null);

    /// <summary>
    /// Asks one git for the files that it knows and another for those that it does not: <c>git status</c> looks for them
    /// one after the other, and either takes half of its time. For repositories that find untracked files as usual.
    /// </summary>
    /// <exception cref="GitException">There is no git on this machine.</exception>
    public static GitStatusQuestion AskInParallel(string root)
    {
        var status = GitCommand.Start(root, [.. StatusWords, "--untracked-files=no"]);
        try
        {
            return new(status, GitCommand.Start(root, UntrackedWords));
        }
        catch (GitException)
        {
            status.Dispose();
            throw;
        }
    }

    /// <summary>Branch and changed files, without those of <see cref="Untracked"/>; waits for git.</summary>
    /// <exception cref="GitException">It failed, or took too long.</exception>
    public GitStatus Status() => GitPorcelain.Read(Text(_status));

    /// <summary>The files that git does not know, where they were asked for by themselves; waits for git.</summary>
    /// <exception cref="GitException">It failed, or took too long.</exception>
    public IReadOnlyList<GitChange> Untracked() => _untracked is null ? [] : GitPorcelain.ReadUntracked(Text(_untracked));

    /// <inheritdoc/>
    public void Dispose()
    {
        _status.Dispose();
        _untracked?.Dispose();
    }

    private static string Text(GitCommand command) => Encoding.UTF8.GetString(command.Output());
}
