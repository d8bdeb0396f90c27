using System.Buffers;
using System.Text.Json;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Execution.History;

/// <summary>
/// Takes out of a conversation what Anthropic would refuse because it was made elsewhere: unsigned thinking and empty text.
/// Everything else keeps its bytes; a body that needs nothing is returned as it is (edge cases 48–51).
/// </summary>
public static class HistoryCleaner
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 256 };

    /// <summary>The same memory when nothing had to be done.</summary>
    /// <param name="body">A Messages request, UTF-8.</param>
    public static ReadOnlyMemory<byte> Clean(ReadOnlyMemory<byte> body)
    {
        if (!MayNeedCleaning(body.Span))
        {
            return body;
        }

        try
        {
            var cuts = Find(body.Span);
            return cuts.Count == 0 ? body : Splice(body, cuts);
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // Not for us to judge: Anthropic says what is wrong with it.
            return body;
        }
    }

    // These marks are rare in a body, and a search is a hundred times cheaper than a parse.
    private static bool MayNeedCleaning(ReadOnlySpan<byte> body) =>
        body.IndexOf("sidecar-not-signed"u8) >= 0
        || body.IndexOf("\"\""u8) >= 0
        || HasBlankText(body)
        || (body.IndexOf("\"thinking\""u8) >= 0 && body.IndexOf("\"signature\""u8) < 0);

    private static bool HasBlankText(ReadOnlySpan<byte> body)
    {
        for (var at = body.IndexOf("\"text\":"u8); at >= 0; at = body.IndexOf("\"text\":"u8))
        {
            body = body[(at + 7)..].TrimStart((byte)' ');
            if (body.StartsWith("\""u8) && IsBlank(body[1..]))
            {
                return true;
            }
        }

        return false;
    }

    // Only white space, escaped or not, up to the closing quote. Read as bytes: text with half a surrogate pair is no string of ours.
    private static bool IsBlank(ReadOnlySpan<byte> text)
    {
        while (text.Length > 0 && text[0] != '"')
        {
            var length = text[0] == '\\' ? text.Length > 1 && "nrtf"u8.Contains(text[1]) ? 2 : 0 : " \t\r\n"u8.Contains(text[0]) ? 1 : 0;
            if (length == 0)
            {
                return false;
            }

            text = text[length..];
        }

        return true;
    }

    private static List<(int Start, int End, byte[] Replacement)> Find(ReadOnlySpan<byte> body)
    {
        var cuts = new List<(int, int, byte[])>();
        var reader = new Utf8JsonReader(body, Options);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var messages = reader.ValueTextEquals("messages"u8);
            reader.Read();
            if (!messages || reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                continue;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                if (CleanedContent(ref reader, body) is { } cut)
                {
                    cuts.Add(cut);
                }
            }
        }

        return cuts;
    }

    private static (int Start, int End, byte[] Replacement)? CleanedContent(ref Utf8JsonReader reader, ReadOnlySpan<byte> body)
    {
        var isAssistant = false;
        List<Range>? kept = null;
        var (start, end, blocks) = (0, 0, 0);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isRole, isContent) = (reader.ValueTextEquals("role"u8), reader.ValueTextEquals("content"u8));
            reader.Read();
            if (isRole)
            {
                isAssistant = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("assistant"u8);
                continue;
            }

            if (!isContent || reader.TokenType != JsonTokenType.StartArray)
            {
                reader.Skip();
                continue;
            }

            (start, kept) = ((int)reader.TokenStartIndex, []);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                blocks++;
                var from = (int)reader.TokenStartIndex;
                var acceptable = reader.TokenType != JsonTokenType.StartObject || IsAcceptable(ref reader);
                reader.Skip();
                if (acceptable)
                {
                    kept.Add(from..(int)reader.BytesConsumed);
                }
            }

            end = (int)reader.BytesConsumed;
        }

        return isAssistant && kept is not null && kept.Count < blocks ? (start, end, Join(kept, body)) : null;
    }

    // Leaves the reader at the block's closing brace.
    private static bool IsAcceptable(ref Utf8JsonReader reader)
    {
        var (isThinking, isText, signed, hasText) = (false, false, false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isType, isSignature, isTextField) = (reader.ValueTextEquals("type"u8), reader.ValueTextEquals("signature"u8), reader.ValueTextEquals("text"u8));
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                if (isType)
                {
                    (isThinking, isText) = (reader.ValueTextEquals("thinking"u8), reader.ValueTextEquals("text"u8));
                }
                else if (isSignature)
                {
                    signed = !ForeignSignature.Is(reader.ValueSpan);
                }
                else if (isTextField)
                {
                    hasText = !IsBlank(reader.ValueSpan);
                }
            }

            reader.Skip();
        }

        return isThinking ? signed : !isText || hasText;
    }

    private static byte[] Join(List<Range> kept, ReadOnlySpan<byte> body)
    {
        if (kept.Count == 0)
        {
            // Content may not be empty (edge case 50); the client uses the same words for the same reason (claude-wire 9).
            return """[{"type":"text","text":"[Thinking removed]"}]"""u8.ToArray();
        }

        var joined = new ArrayBufferWriter<byte>();
        joined.Write("["u8);
        for (var i = 0; i < kept.Count; i++)
        {
            joined.Write(i == 0 ? default : ","u8);
            joined.Write(body[kept[i]]);
        }

        joined.Write("]"u8);
        return joined.WrittenSpan.ToArray();
    }

    private static ReadOnlyMemory<byte> Splice(ReadOnlyMemory<byte> body, List<(int Start, int End, byte[] Replacement)> cuts)
    {
        var result = new ArrayBufferWriter<byte>(body.Length);
        var from = 0;
        foreach (var (start, end, replacement) in cuts)
        {
            result.Write(body.Span[from..start]);
            result.Write(replacement);
            from = end;
        }

        result.Write(body.Span[from..]);
        return result.WrittenMemory;
    }
}
