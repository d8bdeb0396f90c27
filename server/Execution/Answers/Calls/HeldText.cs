using ClaudeSidecar.Execution.Answers.Markup;
using ClaudeSidecar.Execution.Convert;

namespace ClaudeSidecar.Execution.Answers.Calls;

/// <summary>Finds the calls in the last part of an answer, all of which is there.</summary>
internal static class HeldText
{
    // A text full of openers that begin no call is prose about them: it is not read again for each.
    private const int MostFailures = 64;

    /// <summary>Finds the places of calls.</summary>
    /// <param name="text">Begins with what looked like a call.</param>
    /// <param name="tools">The tools of the request.</param>
    /// <param name="startsLine">True when only white space stood before it on its line.</param>
    /// <param name="isBeginning">True when no text stood before it at all.</param>
    public static IReadOnlyList<Part> Read(ReadOnlySpan<byte> text, ToolNames tools, bool startsLine, bool isBeginning)
    {
        var parts = new List<Part>();
        var code = new CodeSpans();
        var (at, failures) = (0, 0);
        while (at < text.Length && failures < MostFailures)
        {
            var calls = new CallList(tools);
            var length = CallFormats.Read(text[at..], isBeginning && at == 0, calls);
            if (length > 0)
            {
                parts.Add(new Part(at, at + length, at == 0 ? startsLine : code.AtLineStart, calls.Entries));
                at += length;
                code.Restart();
            }
            else if (text[at] is (byte)'<' or (byte)'[')
            {
                failures += CallFormats.IsOpener(text[at..]) ? 1 : 0;
                code.Step();
                at++;
            }

            at += code.Advance(text[at..]);
        }

        RemoveMentions(text, parts);
        return parts;
    }

    // A call stands on lines of its own, or nothing follows it. All else is a sentence that mentions one.
    private static void RemoveMentions(ReadOnlySpan<byte> text, List<Part> parts)
    {
        var isTail = true;
        var next = text.Length;
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            var part = parts[i];
            var behind = text[part.End..next];
            isTail &= CallText.IsNothing(behind);
            var before = i == 0 ? 0 : parts[i - 1].End;
            var startsLine = part.StartsLine || i > 0 && CallText.IsNothing(text[before..part.Start]);
            if (!isTail && !(startsLine && EndsLine(text[part.End..])))
            {
                parts.RemoveAt(i);
                continue;
            }

            next = part.Start;
        }
    }

    private static bool EndsLine(ReadOnlySpan<byte> behind)
    {
        var line = behind.IndexOf((byte)'\n');
        return CallText.IsNothing(line < 0 ? behind : behind[..line]);
    }

    /// <summary>Calls that stand at one place.</summary>
    internal sealed record Part(int Start, int End, bool StartsLine, IReadOnlyList<CallList.Entry> Calls);
}
