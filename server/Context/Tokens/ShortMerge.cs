using System.Numerics;

namespace ClaudeSidecar.Context.Tokens;

/// <summary>Merges the bytes of a short piece: among few neighbours looking at all of them is the fastest way to the lowest pair.</summary>
internal static class ShortMerge
{
    /// <summary>The longest piece, in bytes.</summary>
    public const int Longest = 250;

    /// <summary>The tokens of a piece; adds them to <paramref name="ids"/>.</summary>
    /// <param name="vocabulary">Whose.</param>
    /// <param name="characters">Of the same vocabulary; null: it is merged from its bytes whatever it is.</param>
    /// <param name="piece">1 to <see cref="Longest"/> bytes.</param>
    /// <param name="ids">Null where only their number matters.</param>
    public static int Encode(Vocabulary vocabulary, CharacterParts? characters, ReadOnlySpan<byte> piece, List<int>? ids)
    {
        // Where each part begins, and what it and the next one would make.
        Span<byte> starts = stackalloc byte[Longest + 2];
        Span<int> merged = stackalloc int[Longest + 1];
        var count = characters?.Begin(piece, starts) ?? 0;
        if (count == 0)
        {
            count = piece.Length;
            for (var i = 0; i <= count; i++)
            {
                starts[i] = (byte)i;
            }
        }

        for (var i = 0; i + 1 < count; i++)
        {
            var (start, end) = (starts[i], starts[i + 2]);
            merged[i] = end - start == 2 ? vocabulary.Pair(piece[start], piece[start + 1]) : vocabulary.Find(piece[start..end]);
        }

        merged[count - 1] = Vocabulary.None;
        while (count > 1 && Lowest(merged[..(count - 1)]) is var at and >= 0)
        {
            count--;
            starts[(at + 2)..(count + 2)].CopyTo(starts[(at + 1)..]);
            merged[(at + 1)..(count + 1)].CopyTo(merged[at..]);
            merged[at] = at + 1 < count ? vocabulary.Find(piece[starts[at]..starts[at + 2]]) : Vocabulary.None;
            if (at > 0)
            {
                merged[at - 1] = vocabulary.Find(piece[starts[at - 1]..starts[at + 1]]);
            }
        }

        for (var i = 0; ids is not null && i < count; i++)
        {
            ids.Add(vocabulary.Find(piece[starts[i]..starts[i + 1]]));
        }

        return count;
    }

    // The first of the lowest; -1 where no pair makes a token.
    private static int Lowest(ReadOnlySpan<int> merged)
    {
        var lowest = Vocabulary.None;
        var at = 0;
        if (merged.Length >= Vector<int>.Count)
        {
            var lanes = new Vector<int>(Vocabulary.None);
            for (; at <= merged.Length - Vector<int>.Count; at += Vector<int>.Count)
            {
                lanes = Vector.Min(lanes, new Vector<int>(merged[at..]));
            }

            for (var lane = 0; lane < Vector<int>.Count; lane++)
            {
                lowest = Math.Min(lowest, lanes[lane]);
            }
        }

        for (; at < merged.Length; at++)
        {
            lowest = Math.Min(lowest, merged[at]);
        }

        return lowest == Vocabulary.None ? -1 : merged.IndexOf(lowest);
    }
}
