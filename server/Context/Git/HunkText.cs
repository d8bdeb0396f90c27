using System.Globalization;
using System.Text;

namespace ClaudeSidecar.Context.Git;

/// <summary>Writes the difference of two texts as git does, within bounds.</summary>
internal static class HunkText
{
    private const int Around = 3;
    private const int LongestLine = 400;

    /// <summary>The hunks; null when the texts differ in line ends alone, or not at all.</summary>
    /// <param name="before">The committed text.</param>
    /// <param name="after">The text on disk.</param>
    /// <param name="mostLines">Lines that are shown; a hunk that does not fit is cut, and those behind it are left out.</param>
    public static GitHunks? Of(string before, string after, int mostLines)
    {
        var (left, right) = (Lines(before), Lines(after));
        var edits = LineEdits.Of(left, right);
        if (edits.Count == 0)
        {
            return null;
        }

        var text = new StringBuilder();
        var (room, cut) = (mostLines, false);
        foreach (var hunk in Hunks(edits))
        {
            if (room <= 1)
            {
                cut = true;
                break;
            }

            var written = Write(text, hunk, left, right, room);
            cut |= written > room;
            room -= written;
        }

        return new(text.ToString(), edits.Sum(edit => edit.NewEnd - edit.NewStart), edits.Sum(edit => edit.OldEnd - edit.OldStart), cut);
    }

    // Line ends are how a text is stored here and there, not what somebody changed.
    private static string[] Lines(string text) =>
        text.Length == 0 ? [] : (text.EndsWith('\n') ? text[..^1] : text).Split('\n').Select(line => line.TrimEnd('\r')).ToArray();

    // Edits whose surroundings touch are shown together.
    private static IEnumerable<List<LineEdit>> Hunks(IReadOnlyList<LineEdit> edits)
    {
        var hunk = new List<LineEdit>();
        foreach (var edit in edits)
        {
            if (hunk is [.., var last] && edit.OldStart - last.OldEnd > 2 * Around)
            {
                yield return hunk;
                hunk = [];
            }

            hunk.Add(edit);
        }

        yield return hunk;
    }

    // The lines that it takes, also those for which there was no room.
    private static int Write(StringBuilder text, List<LineEdit> hunk, string[] left, string[] right, int room)
    {
        var (first, last) = (hunk[0], hunk[^1]);
        var before = Math.Min(Around, first.OldStart);
        var after = Math.Min(Around, left.Length - last.OldEnd);
        var (oldStart, oldCount) = (first.OldStart - before, last.OldEnd + after - first.OldStart + before);
        var (newStart, newCount) = (first.NewStart - before, last.NewEnd + after - first.NewStart + before);
        text.Append(CultureInfo.InvariantCulture, $"@@ -{Range(oldStart, oldCount)} +{Range(newStart, newCount)} @@\n");

        var written = 1;
        void Line(char mark, string line)
        {
            if (++written <= room)
            {
                text.Append(mark).Append(line.AsSpan(0, Math.Min(line.Length, LongestLine))).Append('\n');
            }
        }

        var at = oldStart;
        foreach (var edit in hunk)
        {
            for (; at < edit.OldStart; at++)
            {
                Line(' ', left[at]);
            }

            for (; at < edit.OldEnd; at++)
            {
                Line('-', left[at]);
            }

            for (var line = edit.NewStart; line < edit.NewEnd; line++)
            {
                Line('+', right[line]);
            }
        }

        for (; at < last.OldEnd + after; at++)
        {
            Line(' ', left[at]);
        }

        return written;
    }

    private static string Range(int start, int count) => count == 1
        ? (start + 1).ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{(count == 0 ? start : start + 1)},{count}");
}
