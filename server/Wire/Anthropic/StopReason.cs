namespace ClaudeSidecar.Wire.Anthropic;

/// <summary>Why an answer ended, as far as other dialects can say it (claude-wire 3).</summary>
public enum StopReason
{
    /// <summary><c>end_turn</c>.</summary>
    EndTurn,

    /// <summary><c>tool_use</c>.</summary>
    ToolUse,

    /// <summary><c>max_tokens</c>.</summary>
    MaxTokens,

    /// <summary><c>stop_sequence</c>.</summary>
    StopSequence,

    /// <summary><c>refusal</c>.</summary>
    Refusal,
}

/// <summary>The wire form of <see cref="StopReason"/>.</summary>
public static class StopReasons
{
    /// <summary>The word on the wire.</summary>
    public static ReadOnlySpan<byte> Wire(this StopReason reason) => reason switch
    {
        StopReason.EndTurn => "end_turn"u8,
        StopReason.ToolUse => "tool_use"u8,
        StopReason.MaxTokens => "max_tokens"u8,
        StopReason.StopSequence => "stop_sequence"u8,
        StopReason.Refusal => "refusal"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(reason)),
    };
}
