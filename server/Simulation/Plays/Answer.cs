namespace ClaudeSidecar.Simulation.Plays;

/// <summary>What the simulated model says now, in no dialect yet.</summary>
internal sealed record Answer
{
    /// <summary>Which play it comes from; null for the default one.</summary>
    public int? Play { get; init; }

    /// <summary>Which step of the play, from 0.</summary>
    public int Step { get; init; }

    /// <summary>The thinking before the text; empty for none.</summary>
    public string Thinking { get; init; } = "";

    /// <summary>The text; empty for none.</summary>
    public string Text { get; init; } = "";

    /// <summary>Text behind the tool calls; empty for none.</summary>
    public string TextAfter { get; init; } = "";

    /// <summary>The tool calls.</summary>
    public IReadOnlyList<ToolCall> Tools { get; init; } = [];

    /// <summary>Anthropic's stop reason.</summary>
    public string StopReason { get; init; } = "end_turn";

    /// <summary>Output tokens, by the usual four characters each.</summary>
    public int OutputTokens => Math.Max(1, (Thinking.Length + Text.Length + TextAfter.Length + Tools.Sum(tool => tool.Name.Length + tool.Arguments.Length)) / 4);
}

/// <summary>A tool call of an answer.</summary>
/// <param name="Id">The scripted id; null where the dialect mints its own.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">Its input as compact JSON, an object.</param>
internal sealed record ToolCall(string? Id, string Name, string Arguments)
{
    /// <summary>The input as the model spelt it: no JSON where it makes mistakes.</summary>
    public string Spelt { get; init; } = Arguments;
}
