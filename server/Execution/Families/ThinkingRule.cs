namespace ClaudeSidecar.Execution.Families;

/// <summary>How a family's reasoning is switched.</summary>
public sealed record ThinkingRule
{
    /// <summary>What there is to switch.</summary>
    public ThinkingMode Mode { get; init; }

    /// <summary>The template's variable: <c>enable_thinking</c>, <c>thinking</c>. Only with <see cref="ThinkingMode.Switch"/>.</summary>
    public string Variable { get; init; } = "enable_thinking";

    /// <summary>Words in the prompt that switch it off where the server does not pass variables on; empty when there are none.</summary>
    public string OffWords { get; init; } = "";
}

/// <summary>What can be switched of a model's reasoning.</summary>
public enum ThinkingMode
{
    /// <summary>It does not reason.</summary>
    None,

    /// <summary>It always does.</summary>
    Always,

    /// <summary>On and off.</summary>
    Switch,

    /// <summary>How much, never off: <c>low</c>, <c>medium</c>, <c>high</c>.</summary>
    Effort,
}
