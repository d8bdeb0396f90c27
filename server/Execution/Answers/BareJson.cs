using System.Text.Json;

namespace ClaudeSidecar.Execution.Answers;

/// <summary>
/// Finds the JSON in an answer that was to be nothing else: a model that is told so in words alone likes to put it in a code fence, or to
/// say something before it. Pure.
/// </summary>
internal static class BareJson
{
    /// <summary>The JSON value in a text; the text as it is where there is none.</summary>
    public static ReadOnlySpan<byte> In(ReadOnlySpan<byte> text)
    {
        var whole = text.Trim(" \t\r\n"u8);
        if (IsJson(whole))
        {
            return whole;
        }

        // Words around it may hold brackets of their own: the longest value is meant.
        var longest = ReadOnlySpan<byte>.Empty;
        for (var from = Next(whole, 0); from >= 0;)
        {
            var value = ValueAt(whole[from..]);
            longest = value.Length > longest.Length ? value : longest;
            from = Next(whole, from + Math.Max(1, value.Length));
        }

        return longest.IsEmpty ? text : longest;
    }

    private static int Next(ReadOnlySpan<byte> text, int from) => text[from..].IndexOfAny((byte)'{', (byte)'[') is var next and >= 0 ? from + next : -1;

    private static bool IsJson(ReadOnlySpan<byte> text) => !text.IsEmpty && ValueAt(text).Length == text.Length;

    // As long as it is whole; empty where it is none.
    private static ReadOnlySpan<byte> ValueAt(ReadOnlySpan<byte> text)
    {
        try
        {
            // More may follow: a value that ends before the text does is not an error.
            var reader = new Utf8JsonReader(text, isFinalBlock: false, state: default);
            return reader.Read() && reader.TrySkip() ? text[..(int)reader.BytesConsumed] : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
