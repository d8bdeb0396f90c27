namespace ClaudeSidecar.Context.Tokens;

/// <summary>
/// Splits a text into the pieces that are encoded each by itself, as the regular expressions of two vocabularies do, but in one pass
/// without going back: what a greedy expression would give back is remembered on the way.
/// </summary>
internal static class TextSplits
{
    /// <summary>Where the piece that begins at a byte ends.</summary>
    /// <param name="split">Whose rules.</param>
    /// <param name="text">UTF-8.</param>
    /// <param name="at">Where it begins; less than the text's length.</param>
    public static int End(this TextSplit split, ReadOnlySpan<byte> text, int at)
    {
        var kind = CharClasses.At(text, at, out var length);
        return (split == TextSplit.O200k ? CasedWord(text, at, kind, length) : Word(text, at, kind, length)) switch
        {
            > 0 and var word => word,
            _ when (kind & CharClass.Number) != 0 => Numbers(text, at + length),
            _ => Symbols(text, at, kind, length, split == TextSplit.O200k) is > 0 and var symbols ? symbols : Spaces(text, at),
        };
    }

    // (?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+
    private static int Word(ReadOnlySpan<byte> text, int at, CharClass kind, int length)
    {
        if (text[at] == (byte)'\'' && Contraction(text, at) is var contraction && contraction > at)
        {
            return contraction;
        }

        if ((kind & (CharClass.LineEnd | CharClass.Number)) != 0)
        {
            return 0;
        }

        var end = Run(text, at + length, CharClass.Letter);
        return end > at + length || (kind & CharClass.Letter) != 0 ? end : 0;
    }

    // [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?
    // [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?
    private static int CasedWord(ReadOnlySpan<byte> text, int at, CharClass kind, int length)
    {
        if ((kind & (CharClass.LineEnd | CharClass.Number)) != 0)
        {
            return 0;
        }

        if ((kind & CharClass.Letter) != 0)
        {
            return Contraction(text, Halves(text, at, out _));
        }

        // Anything else may stand before the word; a mark may be the word as well, and is where no back half follows it.
        var end = Halves(text, at + length, out var hasBack);
        if ((kind & CharClass.Back) != 0 && !hasBack)
        {
            end = at + length;
        }

        return end == at + length && (kind & CharClass.Back) == 0 ? 0 : Contraction(text, end);
    }

    // A front half and a back half. Where no back half follows, the front half ends with its last character that can be one.
    private static int Halves(ReadOnlySpan<byte> text, int at, out bool hasBack)
    {
        var lastBoth = 0;
        var end = at;
        while (end < text.Length && CharClasses.At(text, end, out var length) is var kind && (kind & CharClass.Front) != 0)
        {
            end += length;
            lastBoth = (kind & CharClass.Back) != 0 ? end : lastBoth;
        }

        var back = Run(text, end, CharClass.Back);
        hasBack = back > end || lastBoth > 0;
        return back > end || lastBoth == 0 ? back : lastBoth;
    }

    // Ends where the text goes on after 's, 't, 're, 've, 'm, 'll or 'd; where it began when none of them is there.
    private static int Contraction(ReadOnlySpan<byte> text, int at)
    {
        var rest = text[at..];
        if (rest.Length < 2 || rest[0] != (byte)'\'')
        {
            return at;
        }

        var second = rest.Length > 2 ? rest[2] | 0x20 : 0;
        return (rest[1] | 0x20) switch
        {
            's' or 't' or 'm' or 'd' => at + 2,
            'r' or 'v' when second == 'e' => at + 3,
            'l' when second == 'l' => at + 3,

            // The long s is a small s to who asks regardless of case.
            _ when rest[1] == 0xC5 && rest.Length > 2 && rest[2] == 0xBF => at + 3,
            _ => at,
        };
    }

    // \p{N}{1,3}
    private static int Numbers(ReadOnlySpan<byte> text, int at)
    {
        for (var count = 1; count < 3 && at < text.Length && (CharClasses.At(text, at, out var length) & CharClass.Number) != 0; count++)
        {
            at += length;
        }

        return at;
    }

    //  ?[^\s\p{L}\p{N}]+[\r\n]*, with a slash among the line ends for o200k.
    private static int Symbols(ReadOnlySpan<byte> text, int at, CharClass kind, int length, bool slash)
    {
        const CharClass None = CharClass.Space | CharClass.Letter | CharClass.Number;
        if ((kind & None) != 0 && text[at] != (byte)' ')
        {
            return 0;
        }

        var end = at + length;
        while (end < text.Length && (CharClasses.At(text, end, out var next) & None) == 0)
        {
            end += next;
        }

        if (end == at + length && text[at] == (byte)' ')
        {
            return 0;
        }

        while (end < text.Length && (text[end] is (byte)'\r' or (byte)'\n' || (slash && text[end] == (byte)'/')))
        {
            end++;
        }

        return end;
    }

    // \s*[\r\n]+|\s+(?!\S)|\s+
    private static int Spaces(ReadOnlySpan<byte> text, int at)
    {
        var (end, last, lineEnd) = (at, at, 0);
        while (end < text.Length && CharClasses.At(text, end, out var length) is var kind && (kind & CharClass.Space) != 0)
        {
            last = end;
            end += length;
            lineEnd = (kind & CharClass.LineEnd) != 0 ? end : lineEnd;
        }

        // The last space goes with the word behind it.
        return lineEnd > 0 ? lineEnd : end == text.Length || last == at ? end : last;
    }

    private static int Run(ReadOnlySpan<byte> text, int at, CharClass kind)
    {
        while (at < text.Length && (CharClasses.At(text, at, out var length) & kind) != 0)
        {
            at += length;
        }

        return at;
    }
}
