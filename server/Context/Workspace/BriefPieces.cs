using System.Globalization;

namespace ClaudeSidecar.Context.Workspace;

/// <summary>Puts pieces together within a number of tokens: taken by rank, written in their order.</summary>
internal static class BriefPieces
{
    // Fewer lines than these say nothing.
    private const int FewestLines = 4;
    private const int MostNamed = 4;

    /// <summary>The pieces that fit, and what was left out; empty when not even the first does.</summary>
    public static string Fit(IReadOnlyList<BriefPiece> pieces, int limit, Func<string, int> count)
    {
        var whole = string.Join('\n', pieces.Select(piece => piece.Text));
        if (count(whole) <= limit)
        {
            return whole;
        }

        var taken = new string?[pieces.Count];
        foreach (var i in Enumerable.Range(0, pieces.Count).OrderBy(i => pieces[i].Rank).ThenBy(i => i))
        {
            taken[i] = pieces[i].Text;
            if (count(Text(pieces, taken)) > limit)
            {
                taken[i] = null;
                taken[i] = pieces[i].IsText ? Beginning(pieces, taken, i, limit, count) : null;
            }
        }

        return taken.Any(text => text is not null) ? Text(pieces, taken) : "";
    }

    // As many lines as fit, found by halving: counting is what costs.
    private static string? Beginning(IReadOnlyList<BriefPiece> pieces, string?[] taken, int i, int limit, Func<string, int> count)
    {
        var lines = pieces[i].Text.TrimEnd('\n').Split('\n');
        var (fits, tooMany) = (0, lines.Length);
        var attempt = (string?[])taken.Clone();
        while (tooMany - fits > 1)
        {
            var middle = (fits + tooMany) / 2;
            attempt[i] = Cut(lines, middle);
            (fits, tooMany) = count(Text(pieces, attempt)) <= limit ? (middle, tooMany) : (fits, middle);
        }

        return fits >= FewestLines ? Cut(lines, fits) : null;
    }

    private static string Cut(string[] lines, int count)
    {
        var close = OpenFence(lines.Take(count)) is { } fence ? $"{fence}\n" : "";
        return $"{string.Join('\n', lines.Take(count))}\n{close}[… {(lines.Length - count).ToString(CultureInfo.InvariantCulture)} lines left out]\n";
    }

    // What was opened must be closed.
    private static string? OpenFence(IEnumerable<string> lines)
    {
        string? open = null;
        foreach (var line in lines.Where(line => line.StartsWith("```", StringComparison.Ordinal)))
        {
            var fence = line[..(line.Length - line.TrimStart('`').Length)];
            open = open is null ? fence : line.TrimEnd() == open ? null : open;
        }

        return open;
    }

    private static string Text(IReadOnlyList<BriefPiece> pieces, string?[] taken)
    {
        var left = pieces.Where((_, i) => taken[i] is null).Select(piece => piece.Name).ToList();
        var more = left.Count > MostNamed ? $" and {(left.Count - MostNamed).ToString(CultureInfo.InvariantCulture)} more" : "";
        string[] note = left.Count > 0 ? [$"[Left out for want of room: {string.Join(", ", left.Take(MostNamed))}{more}]\n"] : [];
        return string.Join('\n', taken.OfType<string>().Concat(note));
    }
}
