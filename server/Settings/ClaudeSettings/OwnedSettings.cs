namespace ClaudeSidecar.Settings.ClaudeSettings;

/// <summary>What of Claude Code's settings is ours (design 8.8). Never a credential.</summary>
public sealed record OwnedSettings
{
    /// <summary>Key of the base URL under <c>env</c>.</summary>
    public const string BaseUrlKey = "ANTHROPIC_BASE_URL";

    /// <summary>Key that makes Claude Code say what each request is for (claude-wire 4b).</summary>
    public const string HintKey = "CLAUDE_CODE_GATEWAY_HINT_HEADERS";

    /// <summary>Value of <c>env.ANTHROPIC_BASE_URL</c>; empty sends running sessions back to Anthropic (claude-wire 5c).</summary>
    public required string BaseUrl { get; init; }

    /// <summary>Command of the <c>SessionStart</c> hook; null for no hook and no hint.</summary>
    public string? EnsureCommand { get; init; }

    /// <summary>What stands in for our keys while they are being taken out: nothing but an empty base URL.</summary>
    public static OwnedSettings Fallback { get; } = new() { BaseUrl = "" };
}
