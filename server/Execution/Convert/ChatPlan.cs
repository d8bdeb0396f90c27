using System.Text.Json;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>
/// All that a Messages request asks for, settled for one server and family but in no dialect yet. It points into the request's
/// document and lives no longer than that.
/// </summary>
internal sealed record ChatPlan
{
    /// <summary>Server, family and limits.</summary>
    public required ConvertOptions Options { get; init; }

    /// <summary>The system text in front, the family's own words at its end.</summary>
    public required IReadOnlyList<Part> System { get; init; }

    /// <summary>The conversation.</summary>
    public required IReadOnlyList<Turn> Turns { get; init; }

    /// <summary>The tools to offer.</summary>
    public required RequestTools Tools { get; init; }

    /// <summary>What is to be said about their use.</summary>
    public ToolChoice Choice { get; init; }

    /// <summary>The tool that must be called, where the server is told it by name.</summary>
    public string ChosenTool { get; init; } = "";

    /// <summary>True: one call an answer at the most.</summary>
    public bool OneCall { get; init; }

    /// <summary>How tokens are drawn; each value is a JSON number as it goes out.</summary>
    public required DrawnAs Sampling { get; init; }

    /// <summary>Where the answer ends before its end; all that the client named.</summary>
    public required IReadOnlyList<string> StopSequences { get; init; }

    /// <summary>The schema of the answer; null where the client wants none.</summary>
    public JsonElement? Schema { get; init; }

    /// <summary>True when the conversation tells the schema, for no field of this server's can be relied on.</summary>
    public bool SchemaInWords { get; init; }

    /// <summary>The most tokens of the answer; null = as the server likes.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>The same, where the prompt is not only to be read: then one is asked for.</summary>
    public int? Most => Options.OneToken ? 1 : MaxTokens;

    /// <summary>Whether and how much the model is to reason.</summary>
    public required Reasoning Reasoning { get; init; }

    /// <summary>The beginning of the answer that the client wrote itself; empty for none.</summary>
    public string Prefill { get; init; } = "";

    /// <summary>True when the last message is that beginning, and the server is to go on with it.</summary>
    public bool ContinuesLast { get; init; }

    /// <summary>The prompt's size in tokens, rather too high than too low.</summary>
    public required int EstimatedPrompt { get; init; }

    /// <summary>False for a top-level field that this server has refused.</summary>
    public bool Takes(string field) => !Options.Without.Contains(field);
}

/// <summary>What a request says about the use of its tools.</summary>
internal enum ToolChoice
{
    /// <summary>Nothing.</summary>
    Unsaid,

    /// <summary>As the model likes.</summary>
    Auto,

    /// <summary>Some tool must be called.</summary>
    Required,

    /// <summary>No tool may be called.</summary>
    None,

    /// <summary>One tool must be called.</summary>
    Named,
}
