namespace ClaudeSidecar.Wire.Chat;

/// <summary>
/// What one piece of a model's answer says, whichever dialect it came in; a whole answer is one piece. Reused for piece after piece:
/// a reader fills it, and its texts are valid until it is cleared.
/// </summary>
internal sealed class ChatChunk
{
    private readonly List<ToolCallDelta> _calls = [];

    /// <summary>Holds the texts that the slices point into.</summary>
    public ChunkText Texts { get; } = new();

    /// <summary>True when the piece belongs to the answer itself: one with token counts alone does not.</summary>
    public bool HasChoice { get; set; }

    /// <summary>True for an error inside a 200 (edge case 87).</summary>
    public bool IsError { get; set; }

    /// <summary>True when nothing follows: the dialect's closing mark.</summary>
    public bool IsEnd { get; set; }

    /// <summary>True when it tells how far the prompt has been read: a sign of life, and no part of the answer yet.</summary>
    public bool IsProgress { get; set; }

    /// <summary>Why generation ended, in the words of OpenAI's dialect; null until then.</summary>
    public string? FinishReason { get; set; }

    /// <summary>Token counts; null in most pieces.</summary>
    public ChatUsage? Usage { get; set; }

    /// <summary>Where <see cref="Content"/> is.</summary>
    public TextSlice ContentSlice { get; set; }

    /// <summary>Where <see cref="Reasoning"/> is.</summary>
    public TextSlice ReasoningSlice { get; set; }

    /// <summary>Where <see cref="Refusal"/> is.</summary>
    public TextSlice RefusalSlice { get; set; }

    /// <summary>Where <see cref="StopString"/> is.</summary>
    public TextSlice StopStringSlice { get; set; }

    /// <summary>Text for the user.</summary>
    public ReadOnlySpan<byte> Content => Texts[ContentSlice];

    /// <summary>Reasoning, whatever the server calls the field.</summary>
    public ReadOnlySpan<byte> Reasoning => Texts[ReasoningSlice];

    /// <summary>A refusal in words.</summary>
    public ReadOnlySpan<byte> Refusal => Texts[RefusalSlice];

    /// <summary>The stop string that ended generation, where the server tells it.</summary>
    public ReadOnlySpan<byte> StopString => Texts[StopStringSlice];

    /// <summary>Pieces of tool calls.</summary>
    public IReadOnlyList<ToolCallDelta> ToolCalls => _calls;

    /// <summary>A text of a <see cref="ToolCallDelta"/>.</summary>
    public ReadOnlySpan<byte> Text(TextSlice slice) => Texts[slice];

    /// <summary>Adds a piece of a call.</summary>
    public void Add(ToolCallDelta call) => _calls.Add(call);

    /// <summary>Makes room for the next piece.</summary>
    public void Clear()
    {
        Texts.Clear();
        _calls.Clear();
        (ContentSlice, ReasoningSlice, RefusalSlice, StopStringSlice) = (default, default, default, default);
        (HasChoice, IsError, IsEnd, IsProgress, FinishReason, Usage) = (false, false, false, false, null, null);
    }
}
