using System.Text.Json;

namespace ClaudeSidecar.Wire.Anthropic;

/// <summary>Reads a <see cref="MessagesHead"/> from a body: one pass over the tokens, no document, no copy of the text.</summary>
public static class MessagesHeadReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    /// <summary>Null when the body is not a JSON object; a field of an unexpected type counts as absent.</summary>
    /// <param name="body">UTF-8 JSON.</param>
    public static MessagesHead? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, Options);
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject ? ReadObject(ref reader) : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static MessagesHead ReadObject(ref Utf8JsonReader reader)
    {
        var head = new MessagesHead();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("model"u8))
            {
                head = head with { Model = ReadString(ref reader) ?? "" };
            }
            else if (reader.ValueTextEquals("stream"u8))
            {
                reader.Read();
                head = head with { Stream = reader.TokenType == JsonTokenType.True };
                reader.Skip();
            }
            else if (reader.ValueTextEquals("max_tokens"u8))
            {
                reader.Read();
                head = head with { MaxTokens = reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var max) ? max : 0 };
                reader.Skip();
            }
            else if (reader.ValueTextEquals("tools"u8))
            {
                head = head with { ToolCount = CountItems(ref reader) };
            }
            else if (reader.ValueTextEquals("messages"u8))
            {
                head = ReadMessages(ref reader, head);
            }
            else if (reader.ValueTextEquals("metadata"u8))
            {
                head = head with { SessionId = SessionIdentity.FromUserId(ReadMember(ref reader, "user_id"u8).Text) };
            }
            else if (reader.ValueTextEquals("output_config"u8))
            {
                head = head with { StructuredOutput = ReadMember(ref reader, "format"u8).IsObject };
            }
            else
            {
                SkipValue(ref reader);
            }
        }

        // A second read makes text after the object an error, as every strict server does.
        reader.Read();
        return head;
    }

    private static MessagesHead ReadMessages(ref Utf8JsonReader reader, MessagesHead head)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return head;
        }

        var (count, last) = (0, default(Message));
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            count++;
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            // A system message after the user's turn does not end the turn (claude-wire 8b).
            var message = ReadMessage(ref reader);
            last = message.IsUser ? message : last;
        }

        return head with
        {
            MessageCount = count,
            InToolLoop = last.HasToolResult,
            AsksForSummary = last.AsksForSummary,
            LastContentStart = last.Start,
            LastContentLength = last.Length,
        };
    }

    private static Message ReadMessage(ref Utf8JsonReader reader)
    {
        var message = default(Message);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("role"u8))
            {
                reader.Read();
                message.IsUser = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("user"u8);
                reader.Skip();
            }
            else if (reader.ValueTextEquals("content"u8))
            {
                reader.Read();
                message.Start = (int)reader.TokenStartIndex;
                (message.HasToolResult, message.AsksForSummary) = ReadContent(ref reader);
                message.Length = (int)reader.BytesConsumed - message.Start;
            }
            else
            {
                SkipValue(ref reader);
            }
        }

        return message;
    }

    private static (bool HasToolResult, bool AsksForSummary) ReadContent(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            var asked = AsksForSummary(ref reader);
            reader.Skip();
            return (false, asked);
        }

        var (found, asks) = (false, false);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (isType, isText) = (reader.ValueTextEquals("type"u8), reader.ValueTextEquals("text"u8));
                reader.Read();
                found |= isType && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("tool_result"u8);
                asks = isText ? AsksForSummary(ref reader) : asks;
                reader.Skip();
            }
        }

        return (found, asks);
    }

    private static bool AsksForSummary(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String && reader.ValueSpan.IndexOf("<analysis>"u8) >= 0 && reader.ValueSpan.IndexOf("<summary>"u8) >= 0;

    private static (string? Text, bool IsObject) ReadMember(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        reader.Read();
        (string?, bool) result = default;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return result;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var wanted = reader.ValueTextEquals(name);
            reader.Read();
            if (wanted)
            {
                result = (reader.TokenType == JsonTokenType.String ? reader.GetString() : null, reader.TokenType == JsonTokenType.StartObject);
            }

            reader.Skip();
        }

        return result;
    }

    private static int CountItems(ref Utf8JsonReader reader)
    {
        reader.Read();
        var count = 0;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return count;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            count++;
            reader.Skip();
        }

        return count;
    }

    private record struct Message(bool IsUser, bool HasToolResult, bool AsksForSummary, int Start, int Length);

    private static string? ReadString(ref Utf8JsonReader reader)
    {
        reader.Read();
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        reader.Skip();
        return text;
    }

    private static void SkipValue(ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
