namespace ClaudeSidecar.Context.Git;

/// <summary>What git says of a folder: bounded, and free of what looks secret.</summary>
public sealed record GitSummary
{
    /// <summary>Where the work tree lies.</summary>
    public required GitPlace Place { get; init; }

    /// <summary>The branch; null when HEAD is detached.</summary>
    public string? Branch { get; init; }

    /// <summary>The full id of HEAD; null before the first commit.</summary>
    public string? Commit { get; init; }

    /// <summary>The branch that it follows: <c>origin/main</c>; null for none.</summary>
    public string? Upstream { get; init; }

    /// <summary>Commits that the upstream lacks; null where that is not known.</summary>
    public int? Ahead { get; init; }

    /// <summary>Commits that only the upstream has.</summary>
    public int? Behind { get; init; }

    /// <summary>The changed files, those that were written last first; conflicts before all others.</summary>
    public IReadOnlyList<GitChange> Changes { get; init; } = [];

    /// <summary>Changed files beyond those of <see cref="Changes"/>.</summary>
    public int MoreChanges { get; init; }

    /// <summary>The last commits, newest first; at most ten.</summary>
    public IReadOnlyList<GitCommit> Commits { get; init; } = [];
}
