using System.Text.Json;
using ClaudeSidecar.Wire.Chat;

namespace ClaudeSidecar.Wire.Ollama;

/// <summary>
/// Reads one line of Ollama's <c>/api/chat</c>, or the whole answer, which has the same fields (local-servers 1.1, 6). A call arrives
/// whole, its arguments an object; calls are numbered here, for older versions number them all 0.
/// </summary>
internal sealed class OllamaChunkReader : IChunkReader
{
    private int _calls;

    /// <inheritdoc/>
    public bool TryRead(ReadOnlySpan<byte> data, ChatChunk chunk)
    {
        chunk.Clear();
        try
        {
            var reader = new Utf8JsonReader(data);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            ReadLine(ref reader, data, chunk);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void ReadLine(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ChatChunk chunk)
    {
        var generated = true;
        int? prompt = null, completion = null;
        string? reason = null;
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("message"u8))
            {
                reader.Read();
                ReadMessage(ref reader, json, chunk);
            }
            else if (reader.ValueTextEquals("done"u8))
            {
                reader.Read();
                chunk.IsEnd = reader.TokenType == JsonTokenType.True;
                reader.Skip();
            }
            else if (reader.ValueTextEquals("done_reason"u8))
            {
                reader.Read();
                reason = ReasonOf(ref reader, out generated);
            }
            else if (reader.ValueTextEquals("prompt_eval_count"u8))
            {
                reader.Read();
                prompt = reader.CountOrSkip();
            }
            else if (reader.ValueTextEquals("eval_count"u8))
            {
                reader.Read();
                completion = reader.CountOrSkip();
            }
            else if (reader.ValueTextEquals("error"u8))
            {
                reader.Read();
                chunk.IsError = reader.TokenType is not (JsonTokenType.Null or JsonTokenType.False);
                reader.Skip();
            }
            else
            {
                reader.SkipValue();
            }
        }

        chunk.HasChoice &= generated;
        chunk.FinishReason = chunk.IsEnd ? reason ?? "stop" : null;
        chunk.Usage = prompt is null && completion is null ? null : new ChatUsage(prompt ?? 0, 0, completion ?? 0);
    }

    // A model that was only loaded or unloaded has generated nothing.
    private static string? ReasonOf(ref Utf8JsonReader reader, out bool generated)
    {
        generated = true;
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        generated = !reader.ValueTextEquals("load"u8) && !reader.ValueTextEquals("unload"u8);
        return reader.ValueTextEquals("length"u8) ? "length" : "stop";
    }

    private void ReadMessage(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ChatChunk chunk)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        chunk.HasChoice = true;
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("content"u8))
            {
                reader.Read();
                chunk.ContentSlice = chunk.Texts.AddOrSkip(ref reader);
            }
            else if (reader.ValueTextEquals("thinking"u8))
            {
                reader.Read();
                chunk.ReasoningSlice = chunk.Texts.AddOrSkip(ref reader);
            }
            else if (reader.ValueTextEquals("tool_calls"u8))
            {
                reader.Read();
                ReadCalls(ref reader, json, chunk);
            }
            else
            {
                reader.SkipValue();
            }
        }
    }

    private void ReadCalls(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ChatChunk chunk)
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
                chunk.Add(ReadCall(ref reader, json, chunk.Texts) with { Index = _calls++ });
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static ToolCallDelta ReadCall(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ChunkText texts)
    {
        TextSlice id = default, name = default, arguments = default;
        var depth = reader.CurrentDepth;
        while (reader.Read() && !(reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == depth))
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                // The end of "function", whose members are read as if they were the call's own.
                continue;
            }

            if (reader.ValueTextEquals("function"u8))
            {
                continue;
            }

            if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                id = texts.AddOrSkip(ref reader);
            }
            else if (reader.ValueTextEquals("name"u8))
            {
                reader.Read();
                name = texts.AddOrSkip(ref reader);
            }
            else if (reader.ValueTextEquals("arguments"u8))
            {
                reader.Read();
                arguments = ArgumentsOf(ref reader, json, texts);
            }
            else
            {
                reader.SkipValue();
            }
        }

        return new ToolCallDelta(-1, id, name, arguments);
    }

    // An object from Ollama itself; some servers that imitate it send the text of the JSON.
    private static TextSlice ArgumentsOf(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ChunkText texts) =>
        reader.TokenType == JsonTokenType.StartObject ? texts.AddRaw(ref reader, json) : texts.AddOrSkip(ref reader);
}
