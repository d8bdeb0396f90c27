using System.Text.Json;

namespace ClaudeSidecar.Context.Memory.Reading;

/// <summary>The parts of a message: its content may be a text or a list of blocks, and Claude Code sends the same message once so and once so.</summary>
internal static class Message
{
    /// <summary>True for a message of the model's.</summary>
    public static bool IsModels(JsonElement message) => Json.Is(message, "role"u8, "assistant"u8);

    /// <summary>True for a notice of the client's between the messages (claude-wire 8b).</summary>
    public static bool IsClients(JsonElement message) => Json.Is(message, "role"u8, "system"u8);

    /// <summary>Its texts, calls and results in order; a content that is a text is one block of it.</summary>
    public static IEnumerable<Block> Blocks(JsonElement message)
    {
        var content = Json.Member(message, "content"u8);
        if (content.ValueKind == JsonValueKind.String)
        {
            yield return new(BlockKind.Text, content, content);
            yield break;
        }

        foreach (var block in Json.Items(content))
        {
            var type = Json.Member(block, "type"u8);
            if (type.ValueKind != JsonValueKind.String)
            {
                continue;
            }

            if (type.ValueEquals("text"u8))
            {
                yield return new(BlockKind.Text, block, Json.Member(block, "text"u8));
            }
            else if (type.ValueEquals("tool_use"u8))
            {
                yield return new(BlockKind.Call, block, Json.Member(block, "input"u8));
            }
            else if (type.ValueEquals("tool_result"u8))
            {
                yield return new(BlockKind.Result, block, Json.Member(block, "content"u8));
            }
        }
    }

    /// <summary>What a result says: its text, or the texts in its blocks, one below the other.</summary>
    public static string ResultText(JsonElement content)
    {
        if (content.ValueKind != JsonValueKind.Array)
        {
            return Json.Text(content) ?? "";
        }

        var texts = content.EnumerateArray().Where(block => Json.Is(block, "type"u8, "text"u8)).Select(block => Json.Text(block, "text"u8)).Where(text => !string.IsNullOrEmpty(text));
        return string.Join('\n', texts);
    }

    internal enum BlockKind
    {
        Text,
        Call,
        Result,
    }

    /// <param name="Kind">What it is.</param>
    /// <param name="Whole">The block.</param>
    /// <param name="Value">Its text, its input, or what the result says.</param>
    internal readonly record struct Block(BlockKind Kind, JsonElement Whole, JsonElement Value);
}
