namespace ClaudeSidecar.Settings.ClaudeSettings;

/// <summary>How to take out of a settings text what was put in.</summary>
public sealed record SettingsUndo
{
    /// <summary>The pieces of text that were put in, in that order.</summary>
    public IReadOnlyList<string> Pieces { get; init; } = [];

    /// <summary>Where each of them was put in; nothing in a journal of an earlier version.</summary>
    public IReadOnlyList<int> Places { get; init; } = [];

    /// <summary>The base URL that was written.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>The literal that stood where the base URL stands now; null when there was none.</summary>
    public string? Replaced { get; init; }

    /// <summary>The hook's command; null when none was put in.</summary>
    public string? Command { get; init; }

    /// <summary>True when the hint was put in.</summary>
    public bool Hint { get; init; }

    /// <summary>Containers that were made, by their path: <c>env</c>, <c>hooks</c>, <c>hooks.SessionStart</c>.</summary>
    public IReadOnlyList<string> Containers { get; init; } = [];

    /// <summary>The whole text before, where it held no JSON value at all; null else.</summary>
    public string? Blank { get; init; }
}
