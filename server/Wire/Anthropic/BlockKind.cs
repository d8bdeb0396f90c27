namespace ClaudeSidecar.Wire.Anthropic;

/// <summary>The kinds of content block that a converted answer can have.</summary>
public enum BlockKind
{
    /// <summary>Text for the user.</summary>
    Text,

    /// <summary>Reasoning.</summary>
    Thinking,

    /// <summary>A call of one of the client's tools.</summary>
    ToolUse,
}
