namespace ClaudeSidecar.Settings;

/// <summary>What reading a configuration gave: options, or every error.</summary>
public sealed record OptionsResult
{
    /// <summary>The options; null when there are errors.</summary>
    public SidecarOptions? Options { get; init; }

    /// <summary>One sentence each: where, what is wrong, what to do. Empty when all is well.</summary>
    public IReadOnlyList<string> Errors { get; init; } = [];
}
