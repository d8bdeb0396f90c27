using System.Text;
using System.Text.Json;
using ClaudeSidecar.Wire.Chat;

namespace ClaudeSidecar.Wire.Anthropic;

/// <summary>
/// Reads one event of Anthropic's stream as other makers' servers write it, or one whole message (local-servers 1.1–1.5, claude-wire 3).
/// Only what an event says counts, never when a block begins or ends: those marks come late, overlap or are missing.
/// </summary>
internal sealed class AnthropicChunkReader : IChunkReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    private readonly AnthropicUsage _usage = new();

    // Blocks that take no more input: it came whole with their start, or they are no calls of the client's tools.
    private readonly HashSet<int> _settled = [];
    private bool _saidText;
    private bool _anotherText;

    /// <inheritdoc/>
    public bool TryRead(ReadOnlySpan<byte> data, ChatChunk chunk)
    {
        chunk.Clear();
        if (data.SequenceEqual("[DONE]"u8))
        {
            return chunk.IsEnd = true;
        }

        try
        {
            var reader = new Utf8JsonReader(data, Options);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            ReadEvent(ref reader, data, chunk);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void ReadEvent(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ChatChunk chunk)
    {
        var index = -1;
        var (isEvent, hasWords, starts) = (false, false, false);
        ToolCallDelta? call = null;
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                isEvent = IsEvent(ref reader, chunk);
            }
            else if (reader.ValueTextEquals("index"u8))
            {
                reader.Read();
                index = reader.CountOrSkip() ?? -1;
            }
            else if (reader.ValueTextEquals("delta"u8))
            {
                reader.Read();
                call = ReadDelta(ref reader, json, chunk) ?? call;
            }
            else if (reader.ValueTextEquals("content_block"u8))
            {
                reader.Read();
                starts = reader.TokenType == JsonTokenType.StartObject;
                call = ReadStart(ref reader, json, chunk) ?? call;
            }
            else if (reader.ValueTextEquals("message"u8))
            {
                reader.Read();
                hasWords = reader.TokenType == JsonTokenType.String;
                ReadMessage(ref reader, json, chunk);
            }
            else if (reader.ValueTextEquals("error"u8) || reader.ValueTextEquals("detail"u8))
            {
                reader.Read();
                chunk.IsError |= reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
                reader.Skip();
            }
            else
            {
                ReadMessageMember(ref reader, json, chunk);
            }
        }

        // llama-server's errors inside a stream have no wrapping: {"code","message","type"}.
        chunk.IsError |= hasWords && !isEvent;
        if (starts)
        {
            Begin(index, call);
        }

        // A server that sends the input with the block's start may repeat it in pieces: what has come whole is not added to.
        if (call is { } piece && (starts || !_settled.Contains(index)))
        {
            chunk.Add(piece with { Index = index });
        }

        KeepApart(chunk);
    }

    // True for a kind of event that Anthropic's dialect knows; what it means is in its members.
    private static bool IsEvent(ref Utf8JsonReader reader, ChatChunk chunk)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return false;
        }

        var kind = reader.ValueSpan;
        chunk.IsEnd |= kind.SequenceEqual("message_stop"u8);
        chunk.IsError |= kind.SequenceEqual("error"u8);
        var ofAnswer = kind.SequenceEqual("message"u8) || kind.SequenceEqual("message_start"u8) || kind.SequenceEqual("message_delta"u8) || kind.StartsWith("content_block_"u8);
        chunk.HasChoice |= ofAnswer;
        return ofAnswer || chunk.IsEnd || kind.SequenceEqual("ping"u8);
    }

    private void ReadMessage(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ChatChunk chunk)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.NextProperty())
        {
            ReadMessageMember(ref reader, json, chunk);
        }
    }

    // The members of a message stand in message_start, in message_delta, or are the whole answer.
    private void ReadMessageMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ChatChunk chunk)
    {
        if (reader.ValueTextEquals("usage"u8))
        {
            reader.Read();
            chunk.Usage = _usage.Take(ref reader) ?? chunk.Usage;
        }
        else if (reader.ValueTextEquals("content"u8))
        {
            reader.Read();
            MessageContent.Read(ref reader, json, chunk);
        }
        else if (reader.ValueTextEquals("stop_reason"u8))
        {
            reader.Read();
            chunk.FinishReason = FinishReasonOf(ref reader) ?? chunk.FinishReason;
        }
        else if (reader.ValueTextEquals("stop_sequence"u8))
        {
            reader.Read();
            chunk.StopStringSlice = chunk.Texts.AddOrSkip(ref reader);
        }
        else
        {
            reader.SkipValue();
        }
    }

    private ToolCallDelta? ReadDelta(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ChatChunk chunk)
    {
        ToolCallDelta? call = null;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return call;
        }

        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("text"u8))
            {
                reader.Read();
                chunk.ContentSlice = chunk.Texts.AddOrSkip(ref reader);
            }
            else if (reader.ValueTextEquals("thinking"u8))
            {
                reader.Read();
                chunk.ReasoningSlice = chunk.Texts.AddOrSkip(ref reader);
            }
            else if (reader.ValueTextEquals("partial_json"u8))
            {
                reader.Read();
                call = new ToolCallDelta(-1, default, default, MessageContent.Input(ref reader, json, chunk.Texts));
            }
            else
            {
                ReadMessageMember(ref reader, json, chunk);
            }
        }

        return call;
    }

    private ToolCallDelta? ReadStart(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ChatChunk chunk)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        _anotherText |= _saidText && MessageContent.IsOf(reader, "text"u8);
        return MessageContent.ReadBlock(ref reader, json, chunk);
    }

    private void Begin(int index, ToolCallDelta? call)
    {
        if (call is { Arguments.Length: 0 })
        {
            _settled.Remove(index);
        }
        else
        {
            _settled.Add(index);
        }
    }

    // Two blocks of text are two paragraphs, though what stood between them, hidden reasoning above all, is not shown.
    private void KeepApart(ChatChunk chunk)
    {
        if (chunk.Content.IsEmpty)
        {
            return;
        }

        if (_anotherText)
        {
            var text = chunk.ContentSlice;
            var start = chunk.Texts.Add("\n\n"u8).Start;
            chunk.Texts.Repeat(text);
            chunk.ContentSlice = new TextSlice(start, text.Length + 2);
        }

        (_saidText, _anotherText) = (true, false);
    }

    private static string? FinishReasonOf(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String || reader.ValueTextEquals(""u8))
        {
            reader.Skip();
            return null;
        }

        // No tools of a server's own are asked for, so that a pause is an end like any other.
        return reader.ValueTextEquals("end_turn"u8) || reader.ValueTextEquals("stop_sequence"u8) || reader.ValueTextEquals("pause_turn"u8) ? "stop"
            : reader.ValueTextEquals("tool_use"u8) ? "tool_calls"
            : reader.ValueTextEquals("max_tokens"u8) || reader.ValueTextEquals("model_context_window_exceeded"u8) ? "length"
            : reader.ValueTextEquals("refusal"u8) ? "content_filter"
            : Encoding.UTF8.GetString(reader.ValueSpan);
    }
}
