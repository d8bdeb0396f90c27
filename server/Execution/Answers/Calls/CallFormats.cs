using System.Text;
using ClaudeSidecar.Execution.Answers.Calls.Formats;
using ClaudeSidecar.Execution.Answers.Markup;
using ClaudeSidecar.Execution.Convert;

namespace ClaudeSidecar.Execution.Answers.Calls;

/// <summary>
/// All formats in which calls are looked for, always and for every model: which one answers is not always known, and models borrow each
/// other's formats. For known tools alone (edge case 83).
/// </summary>
internal static class CallFormats
{
    private static readonly ICallFormat[] All =
    [
        new ToolCallTag(),
        new FunctionTag(),
        .. InvokeTags.All,
        .. TokenFormat.All,
        new Mistral(),
        .. JsonFormat.All,
    ];

    // By the second byte, the longest opener first.
    private static readonly (byte[] Opener, ICallFormat Format)[][] BySecond = [.. Enumerable.Range(0, 256).Select(second => All
        .SelectMany(format => format.Openers.Select(opener => (Opener: Encoding.UTF8.GetBytes(opener), Format: format)))
        .Where(pair => pair.Opener[1] == second)
        .OrderByDescending(pair => pair.Opener.Length).ToArray())];

    /// <summary>Looks for the beginning of a call of a known tool.</summary>
    /// <param name="text">From the first byte of what may be an opener.</param>
    /// <param name="isBeginning">True at the first word of an answer.</param>
    /// <param name="isLast">True when nothing follows the text.</param>
    /// <param name="tools">The tools of the request.</param>
    public static Finding Find(ReadOnlySpan<byte> text, bool isBeginning, bool isLast, ToolNames tools)
    {
        if (isBeginning && text[0] is (byte)'{' or (byte)'[' or (byte)'`')
        {
            var whole = WholeAnswer.Begins(text, isLast);
            if (whole != Finding.None)
            {
                return whole;
            }
        }

        if (text[0] is not ((byte)'<' or (byte)'['))
        {
            return Finding.None;
        }

        if (text.Length < 2)
        {
            return isLast ? Finding.None : Finding.Unclear;
        }

        foreach (var (opener, format) in BySecond[text[1]])
        {
            if (text.StartsWith(opener))
            {
                var begins = format.Begins(text[opener.Length..], isLast, tools);
                if (begins != Finding.None)
                {
                    return begins;
                }
            }
            else if (!isLast && opener.AsSpan().StartsWith(text))
            {
                return Finding.Unclear;
            }
        }

        return Finding.None;
    }

    /// <summary>Reads the calls at the beginning of a text.</summary>
    /// <returns>Bytes that they take up; 0 when there is none.</returns>
    public static int Read(ReadOnlySpan<byte> text, bool isBeginning, CallList calls)
    {
        if (isBeginning && WholeAnswer.Read(text, calls) is > 0 and var all)
        {
            return all;
        }

        if (text.Length < 2 || text[0] is not ((byte)'<' or (byte)'['))
        {
            return 0;
        }

        foreach (var (opener, format) in BySecond[text[1]])
        {
            var before = calls.Entries.Count;
            if (text.StartsWith(opener) && format.Read(text, calls) is > 0 and var length)
            {
                return length;
            }

            calls.CutBack(before);
        }

        return 0;
    }

    /// <summary>True for a word with which calls begin.</summary>
    public static bool IsOpener(ReadOnlySpan<byte> text)
    {
        if (text.Length < 2)
        {
            return false;
        }

        foreach (var (opener, _) in BySecond[text[1]])
        {
            if (text.StartsWith(opener))
            {
                return true;
            }
        }

        return false;
    }
}
