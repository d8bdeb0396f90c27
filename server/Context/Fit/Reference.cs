using System.Text.Json;
using ClaudeSidecar.Context.Conversation;

namespace ClaudeSidecar.Context.Fit;

/// <summary>Finds what a result means that only refers back to an earlier one (edge case 105).</summary>
internal static class Reference
{
    /// <summary>The text that is meant; null where it stands in the prompt as a whole, or cannot be found.</summary>
    /// <param name="talk">The request.</param>
    /// <param name="message">The message with the reference.</param>
    /// <param name="id">The id of the call that it answers.</param>
    /// <param name="from">The first message that is kept.</param>
    /// <param name="cap">The most tokens of an older result.</param>
    public static string? Resolve(IndexedRequest talk, int message, string id, int from, int cap)
    {
        if (Call(talk, message, id) is not { Path.Length: > 0 } call)
        {
            return null;
        }

        for (var i = message - 1; i >= 0; i--)
        {
            foreach (var result in talk.Messages[i].Blocks.Where(block => block is { Kind: IndexedKind.Result, RefersBack: false }))
            {
                if (Call(talk, i, result.Id) is { } earlier && earlier.Path == call.Path && earlier.Name == call.Name)
                {
                    return i >= from && result.Tokens <= cap ? null : TextOf(talk.BytesOf(i), result.Id);
                }
            }
        }

        return null;
    }

    // A call stands in the message before its result.
    private static IndexedBlock? Call(IndexedRequest talk, int result, string id)
    {
        for (var i = result - 1; i >= 0 && i >= result - 3; i--)
        {
            if (talk.Messages[i].Blocks.FirstOrDefault(block => block.Kind == IndexedKind.Call && block.Id == id) is { } call)
            {
                return call;
            }
        }

        return null;
    }

    private static string? TextOf(ReadOnlyMemory<byte> message, string id)
    {
        using var document = JsonDocument.Parse(message, new() { MaxDepth = 512 });
        var result = MessageJson.Blocks(MessageJson.Member(document.RootElement, "content"u8)).FirstOrDefault(block => MessageJson.Text(block, "tool_use_id"u8) == id);
        return MessageJson.TextOf(result) is { Length: > 0 } text ? text : null;
    }
}
