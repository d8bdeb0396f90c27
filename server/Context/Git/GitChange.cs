namespace ClaudeSidecar.Context.Git;

/// <summary>One file that differs from the last commit.</summary>
/// <param name="Path">From the root of the work tree, with <c>/</c>.</param>
/// <param name="State">How it differs.</param>
public sealed record GitChange(string Path, GitChangeState State)
{
    /// <summary>Its path before; null where it has not moved.</summary>
    public string? OldPath { get; init; }

    /// <summary>True when a part of the change is staged.</summary>
    public bool Staged { get; init; }

    /// <summary>What differs; null for what is no text, looks secret, is too long, or is beyond the bounds of a summary.</summary>
    public GitHunks? Hunks { get; init; }

    /// <summary>A submodule is a commit of its own, not a file.</summary>
    internal bool IsSubmodule { get; init; }

    /// <summary>What the file looked like when the hunks were made: as long as it does, they hold.</summary>
    internal FileStamp? Stamp { get; init; }
}
