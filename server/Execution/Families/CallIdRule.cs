namespace ClaudeSidecar.Execution.Families;

/// <summary>What ids of tool calls must look like in a history (local-servers 4).</summary>
public enum CallIdRule
{
    /// <summary>Any id will do.</summary>
    Keep,

    /// <summary><c>functions.NAME:N</c>, counted through the whole conversation: Kimi.</summary>
    Counted,

    /// <summary>Nine letters and digits: Mistral.</summary>
    NineCharacters,
}
