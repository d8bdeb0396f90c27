namespace ClaudeSidecar.Settings.ClaudeSettings;

/// <summary>What the sync does with a folder's settings.</summary>
public enum SyncAction
{
    /// <summary>Writes our keys.</summary>
    Apply,

    /// <summary>Shows what would be written, and writes nothing.</summary>
    Check,

    /// <summary>Takes our keys out again.</summary>
    Remove,
}

/// <summary>What was done to a settings file, or would be.</summary>
public sealed record SyncOutcome
{
    /// <summary>The settings file concerned.</summary>
    public required string File { get; init; }

    /// <summary>True when the file was changed, or would be.</summary>
    public required bool Changed { get; init; }

    /// <summary>False when the file could not be read or must not be written: <see cref="Message"/> says why, and nothing was touched.</summary>
    public required bool Succeeded { get; init; }

    /// <summary>One sentence for the user.</summary>
    public required string Message { get; init; }

    /// <summary>The file's text before; null when there was none.</summary>
    public string? Before { get; init; }

    /// <summary>The file's text after; null when there is none.</summary>
    public string? After { get; init; }
}
