using System.Globalization;

namespace ClaudeSidecar.Context.Memory;

/// <summary>Shortens texts between words, or between characters where a script has no spaces; never inside one.</summary>
public static class Excerpt
{
    private const string Gap = " […] ";

    // How far back a space is looked for: words of Latin scripts are shorter, runs of Chinese have none.
    private const int Reach = 24;

    /// <summary>The beginning, and of a long text its end too: people say last what matters.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="most">The most UTF-16 units that the result has; at least 16.</param>
    public static string Of(ReadOnlySpan<char> text, int most)
    {
        text = text.Trim();
        if (text.Length <= most)
        {
            return text.ToString();
        }

        var end = most < 160 ? 0 : most / 4;
        return end == 0
            ? Head(text, most)
            : string.Concat(text[..EndBefore(text, most - end - Gap.Length)].TrimEnd(), Gap, text[BeginAfter(text, text.Length - end)..].TrimStart());
    }

    /// <summary>The beginning alone.</summary>
    public static string Head(ReadOnlySpan<char> text, int most)
    {
        text = text.Trim();
        return text.Length <= most ? text.ToString() : string.Concat(text[..EndBefore(text, most - 2)].TrimEnd(), " …");
    }

    /// <summary>The end alone: of an output, where the result stands.</summary>
    public static string Tail(ReadOnlySpan<char> text, int most)
    {
        text = text.Trim();
        return text.Length <= most ? text.ToString() : string.Concat("… ", text[BeginAfter(text, text.Length - most + 2)..].TrimStart());
    }

    /// <summary>All on one line, shortened at its end.</summary>
    public static string Line(string text, int most)
    {
        // More than is needed, so that runs of white space do not eat up what is shown.
        var beginning = text.AsSpan(0, Math.Min(text.Length, most * 4));
        return Head(string.Join(' ', beginning.ToString().Split(default(char[]), StringSplitOptions.RemoveEmptyEntries)), most);
    }

    private static int EndBefore(ReadOnlySpan<char> text, int end)
    {
        end = Math.Clamp(end, 0, text.Length);
        if (end < text.Length && char.IsWhiteSpace(text[end]))
        {
            return end;
        }

        var space = text[Math.Max(0, end - Reach)..end].LastIndexOfAny(' ', '\n', '\t');
        if (space > 0)
        {
            return Math.Max(0, end - Reach) + space;
        }

        while (end > 0 && end < text.Length && IsInside(text, end))
        {
            end--;
        }

        return end;
    }

    private static int BeginAfter(ReadOnlySpan<char> text, int begin)
    {
        begin = Math.Clamp(begin, 0, text.Length);
        if (begin > 0 && char.IsWhiteSpace(text[begin - 1]))
        {
            return begin;
        }

        var space = text[begin..Math.Min(text.Length, begin + Reach)].IndexOfAny(' ', '\n', '\t');
        if (space >= 0)
        {
            return begin + space + 1;
        }

        while (begin > 0 && begin < text.Length && IsInside(text, begin))
        {
            begin++;
        }

        return begin;
    }

    // Between the halves of a character, or before a mark that belongs to the one in front.
    private static bool IsInside(ReadOnlySpan<char> text, int at) =>
        (char.IsLowSurrogate(text[at]) && char.IsHighSurrogate(text[at - 1])) ||
        text[at] is '\u200D' || text[at - 1] is '\u200D' ||
        char.GetUnicodeCategory(text[at]) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
}
