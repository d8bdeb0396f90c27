namespace ClaudeSidecar.Context.Git;

/// <summary>Reads a repository; nothing that it does changes one.</summary>
internal interface IGitReader
{
    /// <summary>The work tree that a folder belongs to; null where there is none.</summary>
    /// <exception cref="GitException">There is one, and it cannot be read in this way.</exception>
    GitPlace? Find(string folder);

    /// <summary>False when git is configured to look for files that it does not know in a way of its own, and also where that is not known.</summary>
    /// <exception cref="GitException">It cannot be read in this way.</exception>
    bool FindsUntrackedAsUsual(GitPlace place);

    /// <summary>Branch and changed files.</summary>
    /// <exception cref="GitException">It cannot be read in this way.</exception>
    GitStatus Status(GitPlace place);

    /// <summary>The newest commits of HEAD, newest first; none before the first.</summary>
    /// <param name="place">The work tree.</param>
    /// <param name="count">At most so many.</param>
    /// <exception cref="GitException">It cannot be read in this way.</exception>
    IReadOnlyList<GitCommit> Commits(GitPlace place, int count);

    /// <summary>Files as HEAD has them; one that it does not have, or that is longer, is missing from the answer.</summary>
    /// <param name="place">The work tree.</param>
    /// <param name="paths">From its root, with <c>/</c>.</param>
    /// <param name="longest">Bytes that a file may have.</param>
    /// <exception cref="GitException">It cannot be read in this way.</exception>
    IReadOnlyDictionary<string, byte[]> Committed(GitPlace place, IReadOnlyList<string> paths, int longest);
}

/// <summary>A repository cannot be read in the way that was tried.</summary>
internal sealed class GitException(string message, Exception? inner = null) : Exception(message, inner);
