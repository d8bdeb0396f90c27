using System.Text.Json;
using ClaudeSidecar.Wire.Chat;

namespace ClaudeSidecar.Wire.Anthropic;

/// <summary>Reads content blocks of a message of Anthropic's dialect into a chunk: one that begins, or all of a whole message.</summary>
internal static class MessageContent
{
    /// <summary>Reads the content of a whole message: a list of blocks, or a text. Texts become one, as does the reasoning.</summary>
    /// <param name="reader">Stands on the content, inside <paramref name="json"/>.</param>
    /// <param name="json">The whole message.</param>
    /// <param name="chunk">Gets what the blocks say.</param>
    public static void Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ChatChunk chunk)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            chunk.ContentSlice = chunk.Texts.AddOrSkip(ref reader);
            return;
        }

        // A slice is one piece of the buffer: each kind is gathered in a pass of its own.
        chunk.ContentSlice = Joined(reader, "text"u8, chunk.Texts);
        chunk.ReasoningSlice = Joined(reader, "thinking"u8, chunk.Texts);
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            if (IsOf(reader, "tool_use"u8) && ReadCall(ref reader, json, chunk.Texts) is { } call)
            {
                chunk.Add(call with { Index = index });
            }

            reader.Skip();
        }
    }

    /// <summary>Reads one block that begins: its first words, or the call that it is.</summary>
    /// <param name="reader">Stands on the block's object; afterwards on its end.</param>
    /// <param name="json">What the reader reads.</param>
    /// <param name="chunk">Gets text and reasoning.</param>
    /// <returns>The call, not yet numbered; null for a block of another kind.</returns>
    public static ToolCallDelta? ReadBlock(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ChatChunk chunk)
    {
        if (IsOf(reader, "tool_use"u8))
        {
            return ReadCall(ref reader, json, chunk.Texts);
        }

        if (IsOf(reader, "text"u8))
        {
            chunk.ContentSlice = Field(ref reader, "text"u8, chunk.Texts);
        }
        else if (IsOf(reader, "thinking"u8))
        {
            chunk.ReasoningSlice = Field(ref reader, "thinking"u8, chunk.Texts);
        }
        else
        {
            // Calls of a server's own tools and their results: none were asked for, and the client could not use them.
            reader.Skip();
        }

        return null;
    }

    /// <summary>True when the block that the reader stands on is of this kind. Moves nothing: the reader is a copy.</summary>
    public static bool IsOf(Utf8JsonReader reader, ReadOnlySpan<byte> kind)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return false;
        }

        while (reader.NextProperty())
        {
            var isType = reader.ValueTextEquals("type"u8);
            reader.Read();
            if (isType)
            {
                return reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(kind);
            }

            reader.Skip();
        }

        return false;
    }

    /// <summary>Takes a call's input, or a piece of it: JSON text in a string, or the object itself. An empty object is none yet.</summary>
    public static TextSlice Input(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ChunkText texts)
    {
        if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
        {
            return texts.AddOrSkip(ref reader);
        }

        if (IsEmpty(reader))
        {
            reader.Skip();
            return default;
        }

        return texts.AddRaw(ref reader, json);
    }

    private static ToolCallDelta? ReadCall(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, ChunkText texts)
    {
        TextSlice id = default, name = default, input = default;
        while (reader.NextProperty())
        {
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
            else if (reader.ValueTextEquals("input"u8))
            {
                reader.Read();
                input = Input(ref reader, json, texts);
            }
            else
            {
                reader.SkipValue();
            }
        }

        return new ToolCallDelta(-1, id, name, input);
    }

    private static TextSlice Joined(Utf8JsonReader reader, ReadOnlySpan<byte> kind, ChunkText texts)
    {
        TextSlice whole = default;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (!IsOf(reader, kind))
            {
                reader.Skip();
                continue;
            }

            var gap = whole.Length > 0 ? texts.Add("\n\n"u8).Length : 0;
            var text = Field(ref reader, kind, texts);
            whole = whole.Length == 0 ? text : whole with { Length = whole.Length + gap + text.Length };
        }

        return whole;
    }

    // The member of that name of the object that the reader stands on; afterwards it stands on the object's end.
    private static TextSlice Field(ref Utf8JsonReader reader, ReadOnlySpan<byte> name, ChunkText texts)
    {
        TextSlice text = default;
        while (reader.NextProperty())
        {
            var isWanted = text.Length == 0 && reader.ValueTextEquals(name);
            reader.Read();
            if (isWanted)
            {
                text = texts.AddOrSkip(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return text;
    }

    private static bool IsEmpty(Utf8JsonReader reader) => reader.Read() && reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray;
}
