namespace ClaudeSidecar.Context.Git;

/// <summary>A work tree while it is read. Not for two threads at once.</summary>
internal interface IGitWorkTree : IDisposable
{
    /// <summary>Where it lies.</summary>
    GitPlace Place { get; }

    /// <summary>False when git is configured to look for files that it does not know in a way of its own, and also where that is not known.</summary>
    /// <exception cref="GitException">It cannot be read in this way.</exception>
    bool FindsUntrackedAsUsual { get; }

    /// <summary>Branch and changed files.</summary>
    /// <exception cref="GitException">It cannot be read in this way.</exception>
    GitStatus Status();

    /// <summary>The newest commits of HEAD, newest first; none before the first.</summary>
    /// <param name="count">At most so many.</param>
    /// <exception cref="GitException">It cannot be read in this way.</exception>
    IReadOnlyList<GitCommit> Commits(int count);

    /// <summary>Files as HEAD has them; one that it does not have, or that is longer, is missing from the answer.</summary>
    /// <param name="paths">From the root, with <c>/</c>.</param>
    /// <param name="longest">Bytes that a file may have.</param>
    /// <exception cref="GitException">It cannot be read in this way.</exception>
    IReadOnlyDictionary<string, byte[]> Committed(IReadOnlyList<string> paths, int longest);
}
