using System.Text.Json;
using ClaudeSidecar.Wire.Chat;

namespace ClaudeSidecar.Wire.OpenAi;

/// <summary>Reads the pieces of tool calls in a chunk of OpenAI's dialect.</summary>
internal static class OpenAiToolCalls
{
    /// <summary>Reads the array that the reader stands on; anything else counts as empty.</summary>
    /// <param name="reader">Reads <paramref name="json"/>.</param>
    /// <param name="json">The whole chunk.</param>
    /// <param name="chunk">Gets the pieces.</param>
    public static void ReadAll(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ChatChunk chunk)
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
                chunk.Add(ReadOne(ref reader, json, chunk.Texts));
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>Reads the object of the old <c>function_call</c>; there can be one alone.</summary>
    public static void ReadFunction(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ChatChunk chunk)
    {
        if (reader.TokenType == JsonTokenType.StartObject)
        {
            chunk.Add(FunctionOf(ref reader, json, chunk.Texts));
        }
        else
        {
            reader.Skip();
        }
    }

    private static ToolCallDelta ReadOne(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ChunkText texts)
    {
        var index = -1;
        TextSlice id = default;
        var function = new ToolCallDelta(-1, default, default, default);
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("index"u8))
            {
                reader.Read();
                index = reader.CountOrSkip() ?? -1;
            }
            else if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                id = texts.AddOrSkip(ref reader);
            }
            else if (reader.ValueTextEquals("function"u8))
            {
                reader.Read();
                function = FunctionOf(ref reader, json, texts);
            }
            else
            {
                reader.SkipValue();
            }
        }

        return function with { Index = index, Id = id };
    }

    private static ToolCallDelta FunctionOf(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ChunkText texts)
    {
        TextSlice name = default, arguments = default;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return new ToolCallDelta(-1, default, name, arguments);
        }

        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("name"u8))
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

        return new ToolCallDelta(-1, default, name, arguments);
    }

    // JSON text in a string; some servers send the object itself (edge case 79).
    private static TextSlice ArgumentsOf(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ChunkText texts) =>
        reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray ? texts.AddRaw(ref reader, json) : texts.AddOrSkip(ref reader);
}
