using System.Text.Json;

namespace ClaudeSidecar.Context.Tokens;

/// <summary>
/// Takes the marks of Anthropic's prompt cache out of a block. They move on with each turn (claude-wire 2), and without them the block is
/// byte for byte what it was before.
/// </summary>
internal static class CacheMarker
{
    private static ReadOnlySpan<byte> Name => "\"cache_control\""u8;

    /// <summary>True where there may be a mark: inside a text its quotation marks would have a backslash before them.</summary>
    public static bool MayBeIn(ReadOnlySpan<byte> json) => json.IndexOf(Name) >= 0;

    /// <summary>Writes a block without its marks.</summary>
    /// <param name="json">Valid JSON.</param>
    /// <param name="output">As long as <paramref name="json"/>.</param>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static int TakeOut(ReadOnlySpan<byte> json, Span<byte> output)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 512 });
        var (kept, written) = (0, 0);
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            var from = (int)reader.TokenStartIndex;
            if (reader.ValueTextEquals("cache_control"u8))
            {
                reader.Skip();
                var (begin, end) = WithComma(json, from, (int)reader.BytesConsumed);
                json[kept..begin].CopyTo(output[written..]);
                written += begin - kept;
                kept = end;
            }
            else if (reader.ValueTextEquals("input"u8) || reader.ValueTextEquals("input_schema"u8))
            {
                // What stands in there is the model's own.
                reader.Skip();
            }
        }

        json[kept..].CopyTo(output[written..]);
        return written + json.Length - kept;
    }

    private static (int Begin, int End) WithComma(ReadOnlySpan<byte> json, int begin, int end)
    {
        var before = json[..begin].TrimEnd(" \t\r\n"u8);
        if (before.EndsWith(","u8))
        {
            return (before.Length - 1, end);
        }

        var after = json[end..].TrimStart(" \t\r\n"u8);
        return (begin, after.StartsWith(","u8) ? json.Length - after.Length + 1 : end);
    }
}
