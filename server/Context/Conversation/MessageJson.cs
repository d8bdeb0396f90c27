using System.Runtime.InteropServices;
using System.Text.Json;
using ClaudeSidecar.Context.Memory.Reading;

namespace ClaudeSidecar.Context.Conversation;

/// <summary>Reads members of a message's JSON, whatever its shape: what is not as expected is absent.</summary>
internal static class MessageJson
{
    // What Claude Code writes into the user's messages by itself begins with one of these; the last is what it goes on with after a compaction.
    private static readonly string[] ClientsTags =
    [
        "<system-reminder>", "<local-command-caveat>", "<local-command-stdout>", "<ide_opened_file>", "<ide_selection>",
        "This session is being continued from a previous conversation",
    ];

    /// <summary>A member; of the kind <c>Undefined</c> where there is none.</summary>
    public static JsonElement Member(JsonElement holder, ReadOnlySpan<byte> name) => Json.Member(holder, name);

    /// <summary>True when the string member has this value.</summary>
    public static bool Is(JsonElement holder, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => Json.Is(holder, name, value);

    /// <summary>A string member's text; empty where there is none.</summary>
    public static string Text(JsonElement holder, ReadOnlySpan<byte> name) => Json.Text(holder, name) ?? "";

    /// <summary>A string's text; empty for anything else.</summary>
    public static string Words(JsonElement text) => Json.Text(text) ?? "";

    /// <summary>The items of a list; none for anything else.</summary>
    public static IEnumerable<JsonElement> Blocks(JsonElement content) => Json.Items(content);

    /// <summary>All text of a block's content: a string, or the texts of a list, one to a line.</summary>
    public static string TextOf(JsonElement holder)
    {
        var content = Member(holder, "content"u8);
        return content.ValueKind == JsonValueKind.String ? Words(content) : string.Join('\n', Blocks(content).Select(block => Text(block, "text"u8)).Where(text => text.Length > 0));
    }

    /// <summary>A value's bytes; empty for one that is absent.</summary>
    public static ReadOnlySpan<byte> Raw(JsonElement value) => value.ValueKind == JsonValueKind.Undefined ? default : JsonMarshal.GetRawUtf8Value(value);

    /// <summary>True for a text that the client adds to the user's message by itself, and for one of white space alone.</summary>
    public static bool IsReminder(JsonElement text)
    {
        var words = Words(text).AsSpan().TrimStart();
        foreach (var tag in ClientsTags)
        {
            if (words.StartsWith(tag, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return words.IsEmpty;
    }
}
