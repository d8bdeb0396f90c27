using System.Text;
using System.Text.Json;
using ClaudeSidecar.Context.Conversation;

namespace ClaudeSidecar.Context.Fit;

/// <summary>What was left out of a conversation, as text for somebody who is to sum it up. Content of the conversation.</summary>
internal static class LeftOutText
{
    // Who sums up needs what was said and done, and of a result how it began and ended.
    private const int LongestPiece = 1200;

    /// <summary>The messages from one to another.</summary>
    /// <param name="talk">The request.</param>
    /// <param name="first">The first message.</param>
    /// <param name="end">The first one that is kept.</param>
    public static string Of(IndexedRequest talk, int first, int end)
    {
        var page = new StringBuilder();
        for (var i = first; i < end; i++)
        {
            if (talk.Messages[i].Side == Side.System)
            {
                continue;
            }

            using var document = JsonDocument.Parse(talk.BytesOf(i), new() { MaxDepth = 512 });
            var content = MessageJson.Member(document.RootElement, "content"u8);
            var who = talk.Messages[i].Side == Side.Model ? "Assistant" : "User";
            Say(page, who, MessageJson.Words(content));
            foreach (var block in MessageJson.Blocks(content))
            {
                Say(page, who, block);
            }
        }

        return page.ToString();
    }

    private static void Say(StringBuilder page, string who, JsonElement block)
    {
        switch (MessageJson.Text(block, "type"u8))
        {
            case "text" when !MessageJson.IsReminder(MessageJson.Member(block, "text"u8)):
                Say(page, who, MessageJson.Text(block, "text"u8));
                break;
            case "tool_use":
                Say(page, $"Call of {MessageJson.Text(block, "name"u8)}", Encoding.UTF8.GetString(MessageJson.Raw(MessageJson.Member(block, "input"u8))));
                break;
            case "tool_result":
                Say(page, MessageJson.Member(block, "is_error"u8).ValueKind == JsonValueKind.True ? "Failure" : "Result", MessageJson.TextOf(block));
                break;
        }
    }

    private static void Say(StringBuilder page, string who, string text)
    {
        if (text.Length > 0)
        {
            page.Append(who).Append(": ").AppendLine(Excerpt.Of(text, text.Length, LongestPiece, Excerpt.Usual));
        }
    }
}
