using System.Buffers;
using ClaudeSidecar.Execution.Answers.Markup;
using ClaudeSidecar.Execution.Convert;

namespace ClaudeSidecar.Execution.Answers.Calls;

/// <summary>Steps that reading a call in text form takes in every format.</summary>
internal static class CallText
{
    // Names on the way out have at most 64; a family puts some decoration around.
    private const int LongestName = 160;

    private static readonly SearchValues<byte> NameBytes = SearchValues.Create("-.0123456789:ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>The place of the next byte that is not white space.</summary>
    public static int SkipSpace(ReadOnlySpan<byte> text, int at)
    {
        var next = text[at..].IndexOfAnyExcept(" \t\r\n"u8);
        return next < 0 ? text.Length : at + next;
    }

    /// <summary>Goes over a word, if it stands there.</summary>
    public static bool Take(ReadOnlySpan<byte> text, ref int at, ReadOnlySpan<byte> word)
    {
        if (!text[at..].StartsWith(word))
        {
            return false;
        }

        at += word.Length;
        return true;
    }

    /// <summary>True when nothing is there but white space, control tokens and tags of calls that have gone.</summary>
    public static bool IsNothing(ReadOnlySpan<byte> text, ReadOnlySpan<byte> besides = default)
    {
        var at = 0;
        while ((at = SkipSpace(text, at)) < text.Length)
        {
            if (IsToken(text[at..], out var length))
            {
                at += length;
            }
            else if (besides.Contains(text[at]))
            {
                at++;
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True for a word of markup that says nothing behind a call.</summary>
    public static bool IsToken(ReadOnlySpan<byte> text, out int length)
    {
        length = 0;
        return text[0] is (byte)'<' or (byte)'[' && MarkTable.OfAll.Find(text, isLast: true, out var kind, out length) == Finding.Found &&
            kind is MarkKind.Control or MarkKind.Ending or MarkKind.Stray or MarkKind.ThinkClose or MarkKind.HarmonyEnd;
    }

    /// <summary>Looks for the name of a known tool with one of these bytes behind it.</summary>
    public static Finding KnownName(ReadOnlySpan<byte> text, ReadOnlySpan<byte> terminators, bool isLast, ToolNames tools)
    {
        var end = text.IndexOfAnyExcept(NameBytes);
        if (end < 0)
        {
            return isLast || text.Length > LongestName ? Finding.None : Finding.Unclear;
        }

        return end <= LongestName && terminators.Contains(text[end]) && tools.Resolve(text[..end]) is not null ? Finding.Found : Finding.None;
    }

    /// <summary>The name that stands at the beginning; empty for none.</summary>
    public static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAnyExcept(NameBytes);
        return end < 0 ? text : text[..end];
    }

    /// <summary>Looks for the beginning of a JSON object, or of an array of objects.</summary>
    public static Finding JsonObject(ReadOnlySpan<byte> text, bool isLast)
    {
        var at = SkipSpace(text, 0);
        if (at < text.Length && text[at] == (byte)'[')
        {
            at = SkipSpace(text, at + 1);
        }

        if (at < text.Length && text[at] != (byte)'{')
        {
            return Finding.None;
        }

        at = SkipSpace(text, Math.Min(at + 1, text.Length));
        return at == text.Length ? (isLast ? Finding.None : Finding.Unclear)
            : text[at] is (byte)'"' or (byte)'\'' ? Finding.Found : Finding.None;
    }

    /// <summary>Looks for a word at the beginning.</summary>
    public static Finding Word(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word, bool isLast) =>
        text.StartsWith(word) ? Finding.Found : !isLast && word.StartsWith(text) ? Finding.Unclear : Finding.None;
}
