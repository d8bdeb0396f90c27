namespace ClaudeSidecar.Execution.History;

/// <summary>
/// Signs that something in a history was not made by Anthropic. They are looked for in the bytes: a search costs a hundredth of reading
/// the document, and most histories have none. A sign may be false, for then nothing is found to clean; none of these may be missed.
/// </summary>
internal static class HistorySigns
{
    private const int MostCacheMarks = 4;

    /// <summary>True when the body must be read.</summary>
    public static bool In(ReadOnlySpan<byte> body) =>
        body.IndexOf("sidecar-not-signed"u8) >= 0
        || body.IndexOf("\"\""u8) >= 0
        || HasBlankText(body)
        || HasUnsignedThinking(body)
        || HasForeignCall(body, "\"tool_use\""u8, ",\"id\":\"toolu_01"u8)
        || HasForeignCall(body, "\"server_tool_use\""u8, ",\"id\":\"srvtoolu_01"u8)
        || HasForeignCall(body, "\"tool_use_id\""u8, ":\"toolu_01"u8)
        || body.Count("\"cache_control\""u8) > MostCacheMarks;

    private static bool HasUnsignedThinking(ReadOnlySpan<byte> body) => body.IndexOf("\"thinking\""u8) >= 0 && body.IndexOf("\"signature\""u8) < 0;

    // Anthropic's ids begin alike, and the client writes them behind the type; whatever looks otherwise is looked at.
    private static bool HasForeignCall(ReadOnlySpan<byte> body, ReadOnlySpan<byte> type, ReadOnlySpan<byte> usual)
    {
        for (var at = body.IndexOf(type); at >= 0; at = body.IndexOf(type))
        {
            body = body[(at + type.Length)..];
            if (!body.StartsWith(usual))
            {
                return true;
            }
        }

        return false;
    }

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

    // Only white space, escaped or not, up to the closing quote.
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
}
