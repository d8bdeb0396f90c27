using ClaudeSidecar.Context.Git;

namespace ClaudeSidecar.Context.Workspace;

/// <summary>What is known of a folder at one moment. Every part is bounded, and none holds the content of a file that looks secret.</summary>
public sealed record WorkspaceSnapshot
{
    /// <summary>Absolute path.</summary>
    public required string Folder { get; init; }

    /// <summary>CLAUDE.md and its kin as Claude Code reads them: the user's first, then from the outermost folder inwards, each followed by what it imports.</summary>
    public IReadOnlyList<WorkspaceText> Instructions { get; init; } = [];

    /// <summary>The README of the folder, or of the repository's root.</summary>
    public WorkspaceText? Readme { get; init; }

    /// <summary>What git says; null where there is no repository.</summary>
    public GitSummary? Git { get; init; }

    /// <summary>What the user has open; null while no editor has told.</summary>
    public EditorState? Editor { get; init; }

    /// <summary>What Claude Code's settings of the folder say; null when there are none.</summary>
    public WorkspaceSettings? Settings { get; init; }
}
