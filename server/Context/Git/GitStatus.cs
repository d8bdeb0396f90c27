namespace ClaudeSidecar.Context.Git;

/// <summary>Branch and changed files.</summary>
/// <param name="Branch">Its name; null when HEAD is detached.</param>
/// <param name="Commit">The full id of HEAD; null on a branch without a commit.</param>
internal sealed record GitStatus(string? Branch, string? Commit)
{
    /// <summary>The branch that it follows: <c>origin/main</c>; null for none.</summary>
    public string? Upstream { get; init; }

    /// <summary>Commits that the upstream lacks; null where that is not known.</summary>
    public int? Ahead { get; init; }

    /// <summary>Commits that only the upstream has.</summary>
    public int? Behind { get; init; }

    /// <summary>In the order in which they were found; ignored files are not among them.</summary>
    public IReadOnlyList<GitChange> Changes { get; init; } = [];
}
