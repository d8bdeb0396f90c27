using System.Text;

namespace ClaudeSidecar.Cli;

/// <summary>Breaks sentences into lines that a terminal need not break in the middle of a word. Pure.</summary>
internal static class Paragraph
{
    /// <summary>The columns that every terminal has.</summary>
    public const int Width = 80;

    private const string Opening = "（《“";
    private const string Closing = "，。：；、！？）》”…";

    /// <summary>The lines of a text: broken at spaces and between Chinese characters, never in front of a closing mark.</summary>
    /// <param name="text">One paragraph.</param>
    /// <param name="width">Columns of a line; a word that is longer has a line of its own.</param>
    public static IEnumerable<string> Lines(string text, int width)
    {
        var line = new StringBuilder();
        foreach (var piece in Pieces(text))
        {
            if (line.Length > 0 && Wording.Columns($"{line}{piece.TrimEnd()}") > width)
            {
                yield return line.ToString().TrimEnd();
                line.Clear();
            }

            line.Append(piece);
        }

        yield return line.ToString().TrimEnd();
    }

    // What must stay together: a word with the space behind it, a Chinese character with the mark behind it.
    private static IEnumerable<string> Pieces(string text)
    {
        var start = 0;
        for (var at = 1; at < text.Length; at++)
        {
            if (MayBreak(text[at - 1], text[at]))
            {
                yield return text[start..at];
                start = at;
            }
        }

        yield return text[start..];
    }

    private static bool MayBreak(char before, char after) =>
        after != ' ' && !char.IsLowSurrogate(after) && !Closing.Contains(after) && !Opening.Contains(before)
        && (before == ' ' || IsWide(before) || IsWide(after));

    private static bool IsWide(char letter) => letter >= 0x2E80;
}
