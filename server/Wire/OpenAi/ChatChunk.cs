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

            while (NextProperty(ref reader))
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
            ReadUsage(ref reader);
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
            SkipValue(ref reader);
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
            while (NextProperty(ref reader))
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
            _stopString = StringOrSkip(ref reader);
        }
        else
        {
            SkipValue(ref reader);
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
            : System.Text.Encoding.UTF8.GetString(reader.ValueSpan);
    }

    private void ReadDelta(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (NextProperty(ref reader))
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
                var text = StringOrSkip(ref reader);
                _reasoning = _reasoning.Length > 0 ? _reasoning : text;
            }
            else if (reader.ValueTextEquals("tool_calls"u8))
            {
                reader.Read();
                ReadToolCalls(ref reader, json);
            }
            else if (reader.ValueTextEquals("function_call"u8))
            {
                reader.Read();
                ReadFunction(ref reader, json, -1, default);
            }
            else if (reader.ValueTextEquals("refusal"u8))
            {
                reader.Read();
                _refusal = StringOrSkip(ref reader);
            }
            else
            {
                SkipValue(ref reader);
            }
        }
    }

    // A string, or a list of parts whose texts belong together.
    private TextSlice ContentOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return StringOrSkip(ref reader);
        }

        TextSlice? whole = null;
        var depth = reader.CurrentDepth;
        while (reader.Read() && !(reader.TokenType == JsonTokenType.EndArray && reader.CurrentDepth == depth))
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("text"u8))
            {
                reader.Read();
                var part = StringOrSkip(ref reader);
                whole = whole is { } before ? before with { Length = before.Length + part.Length } : part;
            }
        }

        return whole ?? default;
    }

    private void ReadToolCalls(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                ReadToolCall(ref reader, json);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private void ReadToolCall(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        var index = -1;
        TextSlice id = default;
        var function = new ToolCallDelta(-1, default, default, default);
        while (NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("index"u8))
            {
                reader.Read();
                index = Number(ref reader) ?? -1;
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                id = StringOrSkip(ref reader);
            }
            else if (reader.ValueTextEquals("function"u8))
            {
                reader.Read();
                function = FunctionOf(ref reader, json);
            }
            else
            {
                SkipValue(ref reader);
            }
        }

        _calls.Add(function with { Index = index, Id = id });
    }

    private void ReadFunction(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int index, TextSlice id)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            _calls.Add(FunctionOf(ref reader, json) with { Index = index, Id = id });
        }
        else
        {
            reader.Skip();
        }
    }

    private ToolCallDelta FunctionOf(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        TextSlice name = default, arguments = default;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return new ToolCallDelta(-1, default, name, arguments);
        }

        while (NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
            {
                reader.Read();
                name = StringOrSkip(ref reader);
            }
            else if (reader.ValueTextEquals("arguments"u8))
            {
                reader.Read();
                arguments = ArgumentsOf(ref reader, json);
            }
            else
            {
                SkipValue(ref reader);
            }
        }

        return new ToolCallDelta(-1, default, name, arguments);
    }

    // JSON text in a string; some servers send the object itself (edge case 79).
    private TextSlice ArgumentsOf(ref Utf8JsonReader reader, ReadOnlySpan<byte> json)
    {
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return StringOrSkip(ref reader);
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        var raw = json[start..(int)reader.BytesConsumed];
        return System.Text.Unicode.Utf8.IsValid(raw) ? _texts.Add(raw) : default;
    }

    private void ReadUsage(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        int prompt = 0, cached = 0, completion = 0;
        while (NextProperty(ref reader))
        {
            if (reader.ValueTextEquals("prompt_tokens"u8))
            {
                reader.Read();
                prompt = Number(ref reader) ?? 0;
            }
            else if (reader.ValueTextEquals("completion_tokens"u8))
            {
                reader.Read();
                completion = Number(ref reader) ?? 0;
            }
            else if (reader.ValueTextEquals("cached_tokens"u8))
            {
                reader.Read();
                cached = Number(ref reader) ?? 0;
            }
            else if (reader.ValueTextEquals("prompt_tokens_details"u8))
            {
                reader.Read();
                cached = CachedOf(ref reader);
            }
            else
            {
                SkipValue(ref reader);
            }
        }

        Usage = new ChatUsage(prompt, cached, completion);
    }

    private static int CachedOf(ref Utf8JsonReader reader)
    {
        var cached = 0;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return cached;
        }

        while (NextProperty(ref reader))
        {
            var wanted = reader.ValueTextEquals("cached_tokens"u8);
            reader.Read();
            cached = wanted ? Number(ref reader) ?? 0 : cached;
            reader.Skip();
        }

        return cached;
    }

    private TextSlice StringOrSkip(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return _texts.Add(ref reader);
        }

        reader.Skip();
        return default;
    }

    private static int? Number(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) && number >= 0)
        {
            return number;
        }

        reader.Skip();
        return null;
    }

    private static bool NextProperty(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    private static void SkipValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
