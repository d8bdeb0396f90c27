namespace ClaudeSidecar.Wire.Anthropic;

/// <summary>What routing needs to know of a <c>POST /v1/messages</c> body; read in one pass without building a document.</summary>
public sealed record MessagesHead
{
    /// <summary>The requested model id, echoed in every answer; empty when the body has none.</summary>
    public string Model { get; init; } = "";

    /// <summary>True only for a literal <c>true</c>: a missing field means a whole answer (edge case 72).</summary>
    public bool Stream { get; init; }

    /// <summary>The <c>max_tokens</c> asked for; 0 when absent.</summary>
    public int MaxTokens { get; init; }

    /// <summary>Number of messages.</summary>
    public int MessageCount { get; init; }

    /// <summary>Number of tool definitions.</summary>
    public int ToolCount { get; init; }

    /// <summary>True when the last user message holds a <c>tool_result</c>: the request is inside a tool loop (edge case 44).</summary>
    public bool InToolLoop { get; init; }

    /// <summary>True when the last text of the user's demands an <c>&lt;analysis&gt;</c> and a <c>&lt;summary&gt;</c>, as a compaction does (claude-wire 4b).</summary>
    public bool AsksForSummary { get; init; }

    /// <summary>True when <c>output_config.format</c> asks for structured output (titles do, claude-wire 4b).</summary>
    public bool StructuredOutput { get; init; }

    /// <summary>Where the content of the last user message begins in the body: its JSON value, text or list.</summary>
    public int LastContentStart { get; init; }

    /// <summary>The length of that in bytes; 0 where there is none.</summary>
    public int LastContentLength { get; init; }

    /// <summary>The session id inside <c>metadata.user_id</c>; null when there is none.</summary>
    public string? SessionId { get; init; }
}
