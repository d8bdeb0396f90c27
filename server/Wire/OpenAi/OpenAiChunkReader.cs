using System.Text;
using System.Text.Json;
using ClaudeSidecar.Wire.Chat;

namespace ClaudeSidecar.Wire.OpenAi;

/// <summary>
/// Reads one chunk of a chat completion, or one whole completion: both have the same fields, under <c>delta</c> or <c>message</c>
/// (local-servers 6).
/// </summary>
internal sealed class OpenAiChunkReader : IChunkReader
{
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
            var reader = new Utf8JsonReader(data);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.NextProperty())
            {
                ReadProperty(ref reader, data, chunk);
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void ReadProperty(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ChatChunk chunk)
    {
        if (reader.ValueTextEquals("choices"u8))
        {
            reader.Read();
            ReadChoices(ref reader, json, chunk);
        }
        else if (reader.ValueTextEquals("usage"u8))
        {
            reader.Read();
            chunk.Usage = ChatUsage.Read(ref reader) ?? chunk.Usage;
        }
        else if (reader.ValueTextEquals("prompt_progress"u8))
        {
            reader.Read();
            chunk.IsProgress = reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
        }
        else if (reader.ValueTextEquals("error"u8))
        {
            reader.Read();
            chunk.IsError |= reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
            reader.Skip();
        }
        else if (reader.ValueTextEquals("object"u8))
        {
            reader.Read();
            chunk.IsError |= reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("error"u8);
            reader.Skip();
        }
        else
        {
            reader.SkipValue();
        }
    }

    private static void ReadChoices(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ChatChunk chunk)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            // One answer was asked for; more would be alternatives to the first.
            if (chunk.HasChoice || reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            chunk.HasChoice = true;
            while (reader.NextProperty())
            {
                ReadChoiceProperty(ref reader, json, chunk);
            }
        }
    }

    private static void ReadChoiceProperty(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ChatChunk chunk)
    {
        if (reader.ValueTextEquals("delta"u8) || reader.ValueTextEquals("message"u8))
        {
            reader.Read();
            ReadDelta(ref reader, json, chunk);
        }
        else if (reader.ValueTextEquals("finish_reason"u8))
        {
            reader.Read();
            chunk.FinishReason = FinishReasonOf(ref reader);
            reader.Skip();
        }
        else if (reader.ValueTextEquals("stop_reason"u8))
        {
            reader.Read();
            chunk.StopStringSlice = chunk.Texts.AddOrSkip(ref reader);
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

    private static void ReadDelta(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ChatChunk chunk)
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
                chunk.ContentSlice = ContentOf(ref reader, chunk.Texts);
            }
            else if (reader.ValueTextEquals("reasoning_content"u8) || reader.ValueTextEquals("reasoning"u8) || reader.ValueTextEquals("thinking"u8))
            {
                // Some servers send the same words under two names: the first that says something is taken.
                reader.Read();
                var text = chunk.Texts.AddOrSkip(ref reader);
                chunk.ReasoningSlice = chunk.ReasoningSlice.Length > 0 ? chunk.ReasoningSlice : text;
            }
            else if (reader.ValueTextEquals("tool_calls"u8))
            {
                reader.Read();
                OpenAiToolCalls.ReadAll(ref reader, json, chunk);
            }
            else if (reader.ValueTextEquals("function_call"u8))
            {
                reader.Read();
                OpenAiToolCalls.ReadFunction(ref reader, json, chunk);
            }
            else if (reader.ValueTextEquals("refusal"u8))
            {
                reader.Read();
                chunk.RefusalSlice = chunk.Texts.AddOrSkip(ref reader);
            }
            else
            {
                reader.SkipValue();
            }
        }
    }

    // A string, or a list of parts whose texts belong together.
    private static TextSlice ContentOf(ref Utf8JsonReader reader, ChunkText texts)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return texts.AddOrSkip(ref reader);
        }

        TextSlice? whole = null;
        var depth = reader.CurrentDepth;
        while (reader.Read() && !(reader.TokenType == JsonTokenType.EndArray && reader.CurrentDepth == depth))
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("text"u8))
            {
                reader.Read();
                var part = texts.AddOrSkip(ref reader);
                whole = whole is { } before ? before with { Length = before.Length + part.Length } : part;
            }
        }

        return whole ?? default;
    }
}
