namespace ClaudeSidecar.Context.Git;

/// <summary>Lines of one text that stand for lines of another.</summary>
/// <param name="OldStart">The first line that goes, from 0.</param>
/// <param name="OldEnd">The one after the last that goes.</param>
/// <param name="NewStart">The first line that comes.</param>
/// <param name="NewEnd">The one after the last that comes.</param>
internal readonly record struct LineEdit(int OldStart, int OldEnd, int NewStart, int NewEnd);

/// <summary>The fewest edits from one list of lines to another (Myers 1986), with a bound on the effort.</summary>
internal static class LineEdits
{
    // The effort grows with the product of length and distance, the memory with the distance's square: 1 MB at this bound.
    private const int FarthestDistance = 512;

    /// <summary>The edits in order; texts that differ by more lines than we look at are one edit.</summary>
    public static IReadOnlyList<LineEdit> Of(string[] before, string[] after)
    {
        var start = 0;
        while (start < before.Length && start < after.Length && before[start] == after[start])
        {
            start++;
        }

        var (oldEnd, newEnd) = (before.Length, after.Length);
        while (oldEnd > start && newEnd > start && before[oldEnd - 1] == after[newEnd - 1])
        {
            (oldEnd, newEnd) = (oldEnd - 1, newEnd - 1);
        }

        if (start == oldEnd && start == newEnd)
        {
            return [];
        }

        return Shortest(before.AsSpan(start, oldEnd - start), after.AsSpan(start, newEnd - start)) is { } path
            ? Joined(path, start)
            : [new(start, oldEnd, start, newEnd)];
    }

    // The points (old, new) after each single deletion or insertion, in order; null when it is too far.
    private static List<(int Old, int New, bool Comes)>? Shortest(ReadOnlySpan<string> before, ReadOnlySpan<string> after)
    {
        var farthest = Math.Min(FarthestDistance, before.Length + after.Length);
        var reached = new int[(2 * farthest) + 3]; // by diagonal: how far into the old lines one comes
        var rounds = new List<int[]>();
        for (var distance = 0; distance <= farthest; distance++)
        {
            rounds.Add(reached[(farthest + 1 - distance)..(farthest + 2 + distance)]);
            for (var diagonal = -distance; diagonal <= distance; diagonal += 2)
            {
                var at = farthest + 1 + diagonal;
                var old = diagonal == -distance || (diagonal != distance && reached[at - 1] < reached[at + 1]) ? reached[at + 1] : reached[at - 1] + 1;
                while (old < before.Length && old - diagonal < after.Length && before[old] == after[old - diagonal])
                {
                    old++;
                }

                reached[at] = old;
                if (old >= before.Length && old - diagonal >= after.Length)
                {
                    return Back(rounds, before.Length, after.Length);
                }
            }
        }

        return null;
    }

    private static List<(int Old, int New, bool Comes)> Back(List<int[]> rounds, int old, int fresh)
    {
        var path = new List<(int Old, int New, bool Comes)>();
        for (var distance = rounds.Count - 1; distance > 0; distance--)
        {
            // Each round kept the diagonals -distance … distance as they were before it.
            var round = rounds[distance];
            var diagonal = old - fresh;
            var comes = diagonal == -distance || (diagonal != distance && round[distance + diagonal - 1] < round[distance + diagonal + 1]);
            var from = comes ? diagonal + 1 : diagonal - 1;
            old = round[distance + from];
            fresh = old - from;
            path.Add((old, fresh, comes));
        }

        path.Reverse();
        return path;
    }

    private static List<LineEdit> Joined(List<(int Old, int New, bool Comes)> path, int offset)
    {
        var edits = new List<LineEdit>();
        foreach (var (old, fresh, comes) in path)
        {
            var step = new LineEdit(old + offset, old + offset + (comes ? 0 : 1), fresh + offset, fresh + offset + (comes ? 1 : 0));
            if (edits is [.., var last] && last.OldEnd == step.OldStart && last.NewEnd == step.NewStart)
            {
                edits[^1] = last with { OldEnd = step.OldEnd, NewEnd = step.NewEnd };
            }
            else
            {
                edits.Add(step);
            }
        }

        return edits;
    }
}
