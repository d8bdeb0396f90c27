using ClaudeSidecar.Execution.Convert;
using ClaudeSidecar.Execution.Families;
using ClaudeSidecar.Wire.Anthropic;
using ClaudeSidecar.Wire.Chat;
using ClaudeSidecar.Wire.OpenAi;

namespace ClaudeSidecar.Execution.Answers;

/// <summary>What the reducer must know of the request that is being answered.</summary>
internal sealed record ReducerOptions
{
    /// <summary>The model id that the client asked for: it is told no other (edge case 108).</summary>
    public required string Model { get; init; }

    /// <summary>Reads the answer's pieces; made for this answer alone.</summary>
    public IChunkReader Reader { get; init; } = new OpenAiChunkReader();

    /// <summary>The family of the model that answers.</summary>
    public ModelFamily Family { get; init; } = ModelFamily.Unknown;

    /// <summary>The tools that may be called.</summary>
    public ToolNames Tools { get; init; } = ToolNames.None;

    /// <summary>Size of the prompt in tokens, for a server that does not tell it; never 0 (edge case 90).</summary>
    public int EstimatedPrompt { get; init; } = 1;

    /// <summary>Stop sequences of the request; empty for none.</summary>
    public IReadOnlyList<string> StopSequences { get; init; } = [];

    /// <summary>The beginning of the answer that the client wrote itself and must not be told again; empty for none.</summary>
    public string Prefill { get; init; } = "";

    /// <summary>True: the text is one JSON value, and what stands around it is not for the client.</summary>
    public bool WantsJson { get; init; }

    /// <summary>True: the prompt may have opened the model's reasoning, so that the answer may hold its end alone (edge case 82).</summary>
    public bool OpensThinking { get; init; }

    /// <summary>True: reasoning is sent as thinking blocks.</summary>
    public bool ShowThinking { get; init; }

    /// <summary>Keeps reasoning for models that need it back; null keeps none.</summary>
    public ReasoningBook? Reasoning { get; init; }

    /// <summary>Makes the message's id.</summary>
    public Func<string> MintMessageId { get; init; } = MintedIds.Message;

    /// <summary>Makes the id of a tool call.</summary>
    public Func<string> MintToolId { get; init; } = MintedIds.ToolUse;
}
