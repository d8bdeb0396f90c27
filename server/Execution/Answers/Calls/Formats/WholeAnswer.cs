using ClaudeSidecar.Execution.Answers.Markup;

namespace ClaudeSidecar.Execution.Answers.Calls.Formats;

/// <summary>
/// A call as bare JSON, or as JSON in a fence, with no word around it. It counts only where it is the whole answer: with any other text
/// it may be an example (edge case 83).
/// </summary>
internal static class WholeAnswer
{
    private static readonly string[] Languages = ["json", "tool_call", "tool_calls", "tool_code", ""];

    /// <summary>Tells from an answer's first bytes whether it may be nothing but a call.</summary>
    public static Finding Begins(ReadOnlySpan<byte> text, bool isLast)
    {
        if (text[0] != (byte)'`')
        {
            return FirstKey(text, isLast);
        }

        var line = text.IndexOf((byte)'\n');
        if (line < 0)
        {
            return isLast || text.Length > 16 ? Finding.None : Finding.Unclear;
        }

        return IsFence(text[..line]) ? FirstKey(text[(line + 1)..], isLast) : Finding.None;
    }

    /// <summary>Reads the call.</summary>
    /// <returns>The length of the text when all of it is a call, else 0.</returns>
    public static int Read(ReadOnlySpan<byte> text, CallList calls)
    {
        var at = text.StartsWith("`"u8) ? text.IndexOf((byte)'\n') + 1 : 0;
        at = CallText.SkipSpace(text, at);
        var before = calls.Entries.Count;
        var isCall = at < text.Length && text[at] is (byte)'{' or (byte)'[' && JsonCalls.Read(text, ref at, default, calls) &&
            CallText.IsNothing(text[at..], "`"u8) && calls.Entries.Skip(before).All(call => call.Arguments.Length > 0);
        if (!isCall)
        {
            calls.CutBack(before);
        }

        return isCall ? text.Length : 0;
    }

    private static bool IsFence(ReadOnlySpan<byte> line)
    {
        if (!line.StartsWith("```"u8))
        {
            return false;
        }

        var language = System.Text.Encoding.UTF8.GetString(line[3..].Trim(" \t\r"u8));
        return Languages.Contains(language);
    }

    private static Finding FirstKey(ReadOnlySpan<byte> text, bool isLast)
    {
        var begins = CallText.JsonObject(text, isLast);
        if (begins != Finding.Found)
        {
            return begins;
        }

        var key = text[(text.IndexOf((byte)'"') + 1)..];
        var end = key.IndexOf((byte)'"');
        return end < 0 ? (isLast || key.Length > 16 ? Finding.None : Finding.Unclear)
            : key[..end].SequenceEqual("name"u8) || key[..end].SequenceEqual("arguments"u8) || key[..end].SequenceEqual("type"u8) ||
              key[..end].SequenceEqual("function"u8) || key[..end].SequenceEqual("tool"u8) || key[..end].SequenceEqual("parameters"u8) ? Finding.Found : Finding.None;
    }
}
