namespace ClaudeSidecar.Context.Workspace;

/// <summary>What Claude Code's settings of a folder say, names only: rules, commands and values may hold secrets.</summary>
public sealed record WorkspaceSettings
{
    /// <summary>How permission is asked for: <c>plan</c>, <c>acceptEdits</c> …; null for the default.</summary>
    public string? PermissionMode { get; init; }

    /// <summary>Tools that are denied, wholly or in part.</summary>
    public IReadOnlyList<string> Denied { get; init; } = [];

    /// <summary>Events for which a hook runs.</summary>
    public IReadOnlyList<string> Hooks { get; init; } = [];
}
