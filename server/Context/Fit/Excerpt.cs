using System.Globalization;

namespace ClaudeSidecar.Context.Fit;

/// <summary>The beginning and the end of a text that is too long, with a note of what is missing between them.</summary>
internal static class Excerpt
{
    /// <summary>The share of the end where a text's outcome matters most, as of a command.</summary>
    public const double Outcome = 0.65;

    /// <summary>The share of the end elsewhere.</summary>
    public const double Usual = 0.3;

    // A line is not cut where its end is this near, as a share of the piece.
    private const double Near = 0.3;

    /// <summary>Cuts a text; the same text and numbers give the same excerpt.</summary>
    /// <param name="text">The text.</param>
    /// <param name="tokens">Its size.</param>
    /// <param name="limit">About how many may stay, the note not counted.</param>
    /// <param name="end">The share of these that its end gets.</param>
    public static string Of(string text, int tokens, int limit, double end)
    {
        if (tokens <= limit || text.Length == 0)
        {
            return text;
        }

        var chars = (int)(text.Length * (limit / (double)tokens));
        var first = Beginning(text.AsSpan(0, (int)(chars * (1 - end))));
        var last = Ending(text.AsSpan(text.Length - (int)(chars * end)));
        var missing = text.AsSpan(first.Length, text.Length - first.Length - last.Length);
        var lines = missing.Count('\n');
        var what = lines > 1 ? $"{lines.ToString(CultureInfo.InvariantCulture)} lines" : $"{missing.Length.ToString(CultureInfo.InvariantCulture)} characters";
        return string.Concat(first, $"{(first.IsEmpty ? "" : "\n")}[… {what} left out to fit …]{(last.IsEmpty ? "" : "\n")}", last);
    }

    private static ReadOnlySpan<char> Beginning(ReadOnlySpan<char> text)
    {
        var line = text.LastIndexOf('\n');
        text = line > text.Length * (1 - Near) ? text[..line] : text;
        return text.Length > 0 && char.IsHighSurrogate(text[^1]) ? text[..^1] : text;
    }

    private static ReadOnlySpan<char> Ending(ReadOnlySpan<char> text)
    {
        var line = text.IndexOf('\n');
        text = line >= 0 && line < text.Length * Near ? text[(line + 1)..] : text;
        return text.Length > 0 && char.IsLowSurrogate(text[0]) ? text[1..] : text;
    }
}
