using System.Text;

namespace ClaudeSidecar.Context.Memory.Reading;

/// <summary>
/// The text of a file as Claude Code's Read gives it, line numbers taken off: <c>     1→text</c>, <c>1⇥text</c> or <c>1:text</c>. The line
/// after the last line end has its number too, so that the text comes out to the byte.
/// </summary>
/// <param name="Text">What was shown.</param>
/// <param name="First">The number of its first line.</param>
/// <param name="IsToTheEnd">False: the result says that it does not go to the end of the file, or holds what is no line of it.</param>
internal readonly record struct NumberedLines(string Text, int First, bool IsToTheEnd)
{
    // Versions that cut files cut here, and cut longer lines there (their Read says so in its description).
    private const int MostLines = 2000;
    private const int LongLine = 2000;
    private const string Cut = "... [truncated]";
    private const string Empty = "Warning: the file exists but the contents are empty.";
    private const string Partial = "[Truncated: PARTIAL view";

    /// <summary>Null when the text is not of that form.</summary>
    /// <param name="result">The text.</param>
    /// <param name="isAlone">False: something else may follow, as in the client's notes.</param>
    public static NumberedLines? Parse(ReadOnlySpan<char> result, bool isAlone = true)
    {
        if (result.Length < 200 && result.Contains(Empty, StringComparison.Ordinal))
        {
            return new("", 1, true);
        }

        var isWhole = true;
        if (result.StartsWith(Partial))
        {
            isWhole = false;
            result = After(result, '\n');
        }

        var text = new StringBuilder(result.Length);
        var first = 0;
        var lines = 0;
        while (!result.IsEmpty)
        {
            var end = result.IndexOf('\n');
            var line = end < 0 ? result : result[..end];
            if (NumberOf(line, out var content) is not { } number || (lines > 0 && number != first + lines))
            {
                isWhole &= lines > 0 && (!isAlone || IsBesideTheFile(result));
                break;
            }

            first = lines == 0 ? number : first;
            isWhole &= !(content.Length >= LongLine && content.EndsWith(Cut));
            text.Append(lines == 0 ? "" : "\n").Append(content);
            lines++;
            result = end < 0 ? [] : result[(end + 1)..];
        }

        return lines == 0 ? null : new(text.ToString(), first, isWhole && lines != MostLines);
    }

    // What the client appends to a result after an empty line.
    private static bool IsBesideTheFile(ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart();
        return rest.IsEmpty || rest.StartsWith("<system-reminder>");
    }

    private static int? NumberOf(ReadOnlySpan<char> line, out ReadOnlySpan<char> content)
    {
        var begin = 0;
        while (begin < line.Length && line[begin] == ' ')
        {
            begin++;
        }

        var number = 0;
        var at = begin;
        while (at < line.Length && char.IsAsciiDigit(line[at]) && at - begin < 9)
        {
            number = (number * 10) + (line[at++] - '0');
        }

        if (at == begin || at == line.Length || line[at] is not ('→' or '\t' or ':'))
        {
            content = default;
            return null;
        }

        content = line[(at + 1)..];
        return number;
    }

    private static ReadOnlySpan<char> After(ReadOnlySpan<char> text, char mark)
    {
        var at = text.IndexOf(mark);
        return at < 0 ? [] : text[(at + 1)..];
    }
}
