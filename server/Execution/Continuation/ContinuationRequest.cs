using System.Buffers;
using System.Text.Json;

namespace ClaudeSidecar.Execution.Continuation;

/// <summary>The request that asks another backend to go on with an answer that broke off.</summary>
public static class ContinuationRequest
{
    // Anthropic's newer models refuse to have an answer begun for them: there it is said in words (claude-wire 2).
    private const string GoOn =
        "Your answer above was cut off by a fault of the network. Go on exactly where it stops, even in the middle of a word. Repeat nothing of it and say nothing of the interruption.";

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 512 };

    /// <summary>The client's request with the text so far as the assistant's last message.</summary>
    /// <param name="body">The client's request.</param>
    /// <param name="text">The text so far. White space at its end is left out: Anthropic refuses it there.</param>
    /// <param name="inWords">True: it is said in words that the answer is to be gone on with; false: the last message is the assistant's own.</param>
    /// <returns>The same bytes where there is no text yet; null where the request cannot be put so.</returns>
    public static ReadOnlyMemory<byte>? For(ReadOnlyMemory<byte> body, string text, bool inWords)
    {
        text = text.TrimEnd();
        if (text.Length == 0)
        {
            return body;
        }

        if (EndOfMessages(body.Span) is not { } end)
        {
            return null;
        }

        var result = new ArrayBufferWriter<byte>(body.Length + (text.Length * 2) + 512);
        result.Write(body.Span[..end]);
        result.Write(","u8);
        using (var json = new Utf8JsonWriter(result, new JsonWriterOptions { SkipValidation = true }))
        {
            WriteMessage(json, "assistant"u8, text);
        }

        if (inWords)
        {
            result.Write(","u8);
            using var json = new Utf8JsonWriter(result, new JsonWriterOptions { SkipValidation = true });
            WriteMessage(json, "user"u8, GoOn);
        }

        result.Write(body.Span[end..]);
        return result.WrittenMemory;
    }

    private static void WriteMessage(Utf8JsonWriter json, ReadOnlySpan<byte> role, string text)
    {
        json.WriteStartObject();
        json.WriteString("role"u8, role);
        json.WriteStartArray("content"u8);
        json.WriteStartObject();
        json.WriteString("type"u8, "text"u8);
        json.WriteString("text"u8, text);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // Where another message may be added: in front of the array's bracket, if the last one so far is not the assistant's.
    private static int? EndOfMessages(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, Options);
            while (reader.Read())
            {
                if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 })
                {
                    var isMessages = reader.ValueTextEquals("messages"u8);
                    reader.Read();
                    if (isMessages)
                    {
                        return reader.TokenType == JsonTokenType.StartArray && EndsWithUser(ref reader) ? (int)reader.TokenStartIndex : null;
                    }

                    reader.Skip();
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // A body that is no list of messages was never answered by a stream of them.
        }

        return null;
    }

    private static bool EndsWithUser(ref Utf8JsonReader reader)
    {
        var byUser = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isRole = reader.ValueTextEquals("role"u8);
                reader.Read();
                if (isRole)
                {
                    byUser = !reader.ValueTextEquals("assistant"u8);
                }

                reader.Skip();
            }
        }

        return byUser;
    }
}
