using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ClaudeSidecar.Context.Conversation;
using ClaudeSidecar.Context.Tokens;

namespace ClaudeSidecar.Context.Fit;

/// <summary>What the user said in a message, and messages made of texts.</summary>
internal static class UsersWords
{
    /// <summary>The user's own words in a message, without what its client added.</summary>
    public static string Of(ReadOnlyMemory<byte> message)
    {
        using var document = JsonDocument.Parse(message, new() { MaxDepth = 512 });
        var content = MessageJson.Member(document.RootElement, "content"u8);
        return content.ValueKind == JsonValueKind.String
            ? MessageJson.Words(content)
            : string.Join('\n', MessageJson.Blocks(content).Where(block => MessageJson.Is(block, "type"u8, "text"u8) && !MessageJson.IsReminder(MessageJson.Member(block, "text"u8)))
                .Select(block => MessageJson.Text(block, "text"u8)));
    }

    /// <summary>A message of the user's.</summary>
    public static ShortMessage Message(IReadOnlyList<string> texts, JsonTokens count)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(output, new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("role"u8, "user"u8);
            writer.WriteStartArray("content"u8);
            foreach (var text in texts)
            {
                writer.WriteStartObject();
                writer.WriteString("type"u8, "text"u8);
                writer.WriteString("text"u8, text);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return new(output.WrittenMemory, count(output.WrittenSpan));
    }
}
