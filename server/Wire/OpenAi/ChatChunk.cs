using System.Text;
using System.Text.Json;

namespace ClaudeSidecar.Wire.OpenAi;

/// <summary>
/// What one chunk of a chat completion says, or one whole completion: both have the same fields, under <c>delta</c> or <c>message</c>
/// (local-servers 6). Reused for chunk after chunk; its texts are valid until the next <see cref="TryRead"/>.
/// </summary>
internal sealed class ChatChunk
{
    private readonly ChunkText _texts = new();
    private readonly List<ToolCallDelta> _calls = [];
    private TextSlice _content;
    private TextSlice _reasoning;
    private TextSlice _refusal;
    private TextSlice _stopString;

    /// <summary>True when the chunk has a choice: usage chunks have none.</summary>
    public bool HasChoice { get; private set; }

    /// <summary>True for an error inside a 200 (edge case 87); its words are for <see cref="ChatError"/>.</summary>
    public bool IsError { get; private set; }

    /// <summary>Why generation ended; null until then. An empty word counts as none.</summary>
    public string? FinishReason { get; private set; }

    /// <summary>Token counts; null in most chunks.</summary>
    public ChatUsage? Usage { get; private set; }

    /// <summary>Text for the user.</summary>
    public ReadOnlySpan<byte> Content => _texts[_content];

    /// <summary>Reasoning, whatever the server calls the field.</summary>
    public ReadOnlySpan<byte> Reasoning => _texts[_reasoning];

    /// <summary>A refusal in words.</summary>
    public ReadOnlySpan<byte> Refusal => _texts[_refusal];

    /// <summary>The stop string that ended generation, where the server tells it (vLLM's <c>stop_reason</c>).</summary>
    public ReadOnlySpan<byte> StopString => _texts[_stopString];

    /// <summary>Pieces of tool calls.</summary>
    public IReadOnlyList<ToolCallDelta> ToolCalls => _calls;

    /// <summary>A text of a <see cref="ToolCallDelta"/>.</summary>
    public ReadOnlySpan<byte> Text(TextSlice slice) => _texts[slice];

    /// <summary>Reads a chunk. False when it is no JSON object or breaks off; then the content is void.</summary>
    public bool TryRead(ReadOnlySpan<byte> json)
    {
        Clear();
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.NextProperty())
            {
                ReadProperty(ref reader, json);
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void Clear()
    {
        _texts.Clear();
        _calls.Clear();
        (_content, _reasoning, _refusal, _stopString) = (default, default, default, default);
        (HasChoice, IsError, FinishReason, Usage) = (false, false, null, null);
    }

    private void ReadProperty(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.ValueTextEquals("choices"u8))
        {
            reader.Read();
            ReadChoices(ref reader, json);
        }
        else if (reader.ValueTextEquals("usage"u8))
        {
            reader.Read();
            Usage = ChatUsage.Read(ref reader) ?? Usage;
        }
        else if (reader.ValueTextEquals("error"u8))
        {
            reader.Read();
            IsError |= reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
            reader.Skip();
        }
        else if (reader.ValueTextEquals("object"u8))
        {
            reader.Read();
            IsError |= reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("error"u8);
            reader.Skip();
        }
        else
        {
            reader.SkipValue();
        }
    }

    private void ReadChoices(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            // One answer was asked for; more would be alternatives to the first.
            if (HasChoice || reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            HasChoice = true;
            while (reader.NextProperty())
            {
                ReadChoiceProperty(ref reader, json);
            }
        }
    }

    private void ReadChoiceProperty(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.ValueTextEquals("delta"u8) || reader.ValueTextEquals("message"u8))
        {
            reader.Read();
            ReadDelta(ref reader, json);
        }
        else if (reader.ValueTextEquals("finish_reason"u8))
        {
            reader.Read();
            FinishReason = FinishReasonOf(ref reader);
            reader.Skip();
        }
        else if (reader.ValueTextEquals("stop_reason"u8))
        {
            reader.Read();
            _stopString = _texts.AddOrSkip(ref reader);
        }
        else
        {
            reader.SkipValue();
        }
    }

    private static string? FinishReasonOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueTextEquals(""u8))
        {
            return null;
        }

        return reader.ValueTextEquals("stop"u8) ? "stop"
            : reader.ValueTextEquals("tool_calls"u8) ? "tool_calls"
            : reader.ValueTextEquals("length"u8) ? "length"
            : Encoding.UTF8.GetString(reader.ValueSpan);
    }

    private void ReadDelta(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("content"u8))
            {
                reader.Read();
                _content = ContentOf(ref reader);
            }
            else if (reader.ValueTextEquals("reasoning_content"u8) || reader.ValueTextEquals("reasoning"u8) || reader.ValueTextEquals("thinking"u8))
            {
                // Some servers send the same words under two names: the first that says something is taken.
                reader.Read();
                var text = _texts.AddOrSkip(ref reader);
                _reasoning = _reasoning.Length > 0 ? _reasoning : text;
            }
            else if (reader.ValueTextEquals("tool_calls"u8))
            {
                reader.Read();
                ToolCallDelta.ReadAll(ref reader, json, _texts, _calls);
            }
            else if (reader.ValueTextEquals("function_call"u8))
            {
                reader.Read();
                ToolCallDelta.ReadFunction(ref reader, json, _texts, _calls);
            }
            else if (reader.ValueTextEquals("refusal"u8))
            {
                reader.Read();
                _refusal = _texts.AddOrSkip(ref reader);
            }
            else
            {
                reader.SkipValue();
            }
        }
    }

    // A string, or a list of parts whose texts belong together.
    private TextSlice ContentOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return _texts.AddOrSkip(ref reader);
        }

        TextSlice? whole = null;
        var depth = reader.CurrentDepth;
        while (reader.Read() && !(reader.TokenType == JsonTokenType.EndArray && reader.CurrentDepth == depth))
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("text"u8))
            {
                reader.Read();
                var part = _texts.AddOrSkip(ref reader);
                whole = whole is { } before ? before with { Length = before.Length + part.Length } : part;
            }
        }

        return whole ?? default;
    }
}
