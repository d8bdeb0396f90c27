using System.Runtime.InteropServices;
using System.Text.Json;
using ClaudeSidecar.Context.Memory;
using ClaudeSidecar.Context.Tokens;

namespace ClaudeSidecar.Context.Conversation;

/// <summary>Reads one message for the index. What is not as expected counts as something else, never as an error.</summary>
internal static class MessageReader
{
    // In tokens: the sentences that refer back have about forty.
    private const int LongestReference = 150;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 512 };

    /// <summary>Reads a message.</summary>
    /// <param name="bytes">Valid JSON.</param>
    /// <param name="count">Counts tokens.</param>
    /// <param name="memory">Picks what is worth remembering.</param>
    public static IndexedMessage Read(ReadOnlyMemory<byte> bytes, JsonTokens count, MemoryReader memory)
    {
        using var document = JsonDocument.Parse(bytes, Options);
        var message = document.RootElement;
        var content = MessageJson.Member(message, "content"u8);
        var hash = ContentHash.Of(MessageJson.Raw(MessageJson.Member(message, "role"u8)));
        var blocks = new List<IndexedBlock>();
        foreach (var block in MessageJson.Blocks(content))
        {
            blocks.Add(Read(block, count));
            hash = Hash(block, hash);
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            blocks.Add(new(MessageJson.IsReminder(content) ? IndexedKind.Reminder : IndexedKind.Text, count(MessageJson.Raw(content))));
            hash = ContentHash.Of(MessageJson.Raw(content), hash);
        }

        var side = MessageJson.Is(message, "role"u8, "assistant"u8) ? Side.Model : MessageJson.Is(message, "role"u8, "system"u8) ? Side.System : Side.User;
        return new()
        {
            Side = side,
            Hash = hash,
            Tokens = count(bytes.Span),
            // What stands in a system message is the client's, whatever it looks like: after a summary it holds whole files.
            Blocks = side == Side.System ? [.. blocks.Select(block => block.Kind == IndexedKind.Text ? block with { Kind = IndexedKind.Reminder } : block)] : blocks,
            HasWords = side == Side.User && blocks.Exists(block => block.Kind == IndexedKind.Text),
            Facts = memory.Read(message),
        };
    }

    /// <summary>The name of a tool; empty where it has none.</summary>
    public static string ToolName(ReadOnlyMemory<byte> tool)
    {
        using var document = JsonDocument.Parse(tool, Options);
        return MessageJson.Text(document.RootElement, "name"u8);
    }

    private static IndexedBlock Read(JsonElement block, JsonTokens count)
    {
        var kind = MessageJson.Text(block, "type"u8) switch
        {
            "text" when MessageJson.IsReminder(MessageJson.Member(block, "text"u8)) => IndexedKind.Reminder,
            "text" => IndexedKind.Text,
            "tool_use" => IndexedKind.Call,
            "tool_result" => IndexedKind.Result,
            "image" or "document" => IndexedKind.Media,
            "thinking" or "redacted_thinking" => IndexedKind.Thinking,
            _ => IndexedKind.Other,
        };
        var tokens = count(MessageJson.Raw(block));
        return kind switch
        {
            IndexedKind.Call => new(kind, tokens, MessageJson.Text(block, "id"u8), MessageJson.Text(block, "name"u8), MessageJson.Text(MessageJson.Member(block, "input"u8), "file_path"u8)),
            IndexedKind.Result => new(kind, tokens, MessageJson.Text(block, "tool_use_id"u8), Failed: MessageJson.Member(block, "is_error"u8).ValueKind == JsonValueKind.True, RefersBack: tokens < LongestReference && Placeholder.Is(MessageJson.TextOf(block))),
            _ => new(kind, tokens),
        };
    }

    // A text that stands alone is a string at one time and a block with a cache mark at another.
    private static ulong Hash(JsonElement block, ulong hash)
    {
        if (block.ValueKind != JsonValueKind.Object)
        {
            return ContentHash.Of(MessageJson.Raw(block), hash);
        }

        if (MessageJson.Is(block, "type"u8, "text"u8))
        {
            return ContentHash.Of(MessageJson.Raw(MessageJson.Member(block, "text"u8)), hash);
        }

        foreach (var member in block.EnumerateObject())
        {
            if (!member.NameEquals("cache_control"u8))
            {
                hash = ContentHash.Of(JsonMarshal.GetRawUtf8Value(member.Value), ContentHash.Of(JsonMarshal.GetRawUtf8PropertyName(member), hash));
            }
        }

        return hash;
    }
}
