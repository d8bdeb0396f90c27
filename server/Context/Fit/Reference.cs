using System.Globalization;
using System.Text;
using System.Text.Json;
using ClaudeSidecar.Context.Conversation;
using ClaudeSidecar.Context.Memory;

namespace ClaudeSidecar.Context.Fit;

/// <summary>Finds what a result means that only refers back to an earlier one (edge case 105): the file as it was read or written then, with the edits since.</summary>
internal static class Reference
{
    private const string EditedSince = "[Edited since, and the edits are left out: read it again before relying on it.]";

    // Messages between a call and its result.
    private const int Between = 3;

    /// <summary>The text that is meant; null where it stands in the prompt as a whole, or cannot be found.</summary>
    /// <param name="talk">The request.</param>
    /// <param name="message">The message with the reference.</param>
    /// <param name="id">The id of the call that it answers.</param>
    /// <param name="from">The first message that is kept.</param>
    /// <param name="cap">The most tokens of an older result.</param>
    public static string? Resolve(IndexedRequest talk, int message, string id, int from, int cap)
    {
        if (Call(talk, message, id) is not ({ Path.Length: > 0 } call, var place))
        {
            return null;
        }

        var (input, stands, isEdited) = (InputOf(talk.BytesOf(place), id), true, false);
        for (var i = message - 1; i >= 0; i--)
        {
            foreach (var result in talk.Messages[i].Blocks.Where(block => block is { Kind: IndexedKind.Result, RefersBack: false, Failed: false }).Reverse())
            {
                if (Call(talk, i, result.Id) is not var (earlier, at) || earlier.Path != call.Path)
                {
                    continue;
                }

                if (earlier.Name is "Edit" or "MultiEdit")
                {
                    (isEdited, stands) = (true, stands && at >= from && earlier.Tokens <= cap);
                }
                else if (earlier.Name == "Write")
                {
                    return stands && at >= from && earlier.Tokens <= cap ? null : Edited(talk, at, message, call.Path, "");
                }
                else if (earlier.Name == call.Name && InputOf(talk.BytesOf(at), result.Id) == input)
                {
                    var text = stands && i >= from && result.Tokens <= cap ? null : TextOf(talk.BytesOf(i), result.Id);
                    return text is null || !isEdited ? text : Edited(talk, at, message, call.Path, text) ?? $"{text}\n{EditedSince}";
                }
            }
        }

        return null;
    }

    // The file at a message, by the calls since another; null where they do not tell all of it.
    private static string? Edited(IndexedRequest talk, int first, int message, string path, string asRead)
    {
        var documents = new List<JsonDocument>();
        try
        {
            for (var i = first; i < message; i++)
            {
                // Results are of use with the calls before them.
                if (talk.Messages[i].Blocks.Any(block => block.Path == path || block.Kind == IndexedKind.Result))
                {
                    documents.Add(JsonDocument.Parse(talk.BytesOf(i), new() { MaxDepth = 512 }));
                }
            }

            return FileVersions.TextOf(documents.Select(document => document.RootElement), path) is { } text ? Numbered(text, asRead) : null;
        }
        finally
        {
            documents.ForEach(document => document.Dispose());
        }
    }

    // As the client numbers lines.
    private static string Numbered(string text, string asRead)
    {
        var isPadded = asRead.AsSpan().TrimStart().TrimStart("0123456789").StartsWith("→");
        var numbered = new StringBuilder(text.Length + (text.Length / 4));
        foreach (var (i, line) in text.Split('\n').Index())
        {
            numbered.Append(i == 0 ? "" : "\n").Append((i + 1).ToString(CultureInfo.InvariantCulture).PadLeft(isPadded ? 6 : 0)).Append(isPadded ? '→' : '\t').Append(line);
        }

        return numbered.ToString();
    }

    // A call stands shortly before its result.
    private static (IndexedBlock Call, int Message)? Call(IndexedRequest talk, int result, string id)
    {
        for (var i = result - 1; i >= 0 && i >= result - Between; i--)
        {
            if (talk.Messages[i].Blocks.FirstOrDefault(block => block.Kind == IndexedKind.Call && block.Id == id) is { } call)
            {
                return (call, i);
            }
        }

        return null;
    }

    private static string InputOf(ReadOnlyMemory<byte> message, string id) =>
        Find(message, "id"u8, id, static call => MessageJson.Member(call, "input"u8) is { ValueKind: JsonValueKind.Object } input ? input.GetRawText() : "");

    private static string? TextOf(ReadOnlyMemory<byte> message, string id) =>
        Find(message, "tool_use_id"u8, id, MessageJson.TextOf) is { Length: > 0 } text ? text : null;

    private static string Find(ReadOnlyMemory<byte> message, ReadOnlySpan<byte> name, string id, Func<JsonElement, string> read)
    {
        using var document = JsonDocument.Parse(message, new() { MaxDepth = 512 });
        foreach (var block in MessageJson.Blocks(MessageJson.Member(document.RootElement, "content"u8)))
        {
            if (MessageJson.Text(block, name) == id)
            {
                return read(block);
            }
        }

        return "";
    }
}
