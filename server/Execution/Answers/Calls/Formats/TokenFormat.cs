using System.Buffers;
using System.Text;
using ClaudeSidecar.Execution.Answers.Arguments;
using ClaudeSidecar.Execution.Answers.Markup;
using ClaudeSidecar.Execution.Convert;

namespace ClaudeSidecar.Execution.Answers.Calls.Formats;

/// <summary>Rows of calls between special tokens, the arguments as JSON: Kimi K2, and DeepSeek up to V3.1.</summary>
internal sealed class TokenFormat : ICallFormat
{
    private readonly byte[][] _rows;
    private readonly byte[][] _rowEnds;
    private readonly byte[] _call;
    private readonly byte[] _separator;
    private readonly byte[] _callEnd;

    // DeepSeek V3 and R1 write "function", the separator, and only then the name.
    private readonly byte[] _oldHead;

    private TokenFormat(string[] rows, string[] rowEnds, string call, string separator, string callEnd)
    {
        _rows = [.. rows.Select(Encoding.UTF8.GetBytes)];
        _rowEnds = [.. rowEnds.Select(Encoding.UTF8.GetBytes)];
        (_call, _separator, _callEnd) = (Encoding.UTF8.GetBytes(call), Encoding.UTF8.GetBytes(separator), Encoding.UTF8.GetBytes(callEnd));
        _oldHead = Encoding.UTF8.GetBytes("function" + separator);
        Openers = [.. rows, call];
    }

    /// <summary>One for each family.</summary>
    public static IReadOnlyList<TokenFormat> All { get; } =
    [
        new(["<|tool_calls_section_begin|>", "<|tool_call_section_begin|>"], ["<|tool_calls_section_end|>", "<|tool_call_section_end|>"],
            "<|tool_call_begin|>", "<|tool_call_argument_begin|>", "<|tool_call_end|>"),
        new(["<｜tool▁calls▁begin｜>"], ["<｜tool▁calls▁end｜>"], "<｜tool▁call▁begin｜>", "<｜tool▁sep｜>", "<｜tool▁call▁end｜>"),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<string> Openers { get; }

    /// <inheritdoc/>
    public Finding Begins(ReadOnlySpan<byte> text, bool isLast, ToolNames tools)
    {
        var at = CallText.SkipSpace(text, 0);
        var call = CallText.Word(text[at..], _call, isLast);
        if (call == Finding.Unclear)
        {
            return call;
        }

        var name = text[CallText.SkipSpace(text, at + (call == Finding.Found ? _call.Length : 0))..];
        return CallText.Word(name, _oldHead, isLast) switch
        {
            Finding.Unclear => Finding.Unclear,
            Finding.Found => CallText.KnownName(name[_oldHead.Length..], " \r\n<"u8, isLast, tools),
            _ => CallText.KnownName(name, " \r\n<"u8, isLast, tools),
        };
    }

    /// <inheritdoc/>
    public int Read(ReadOnlySpan<byte> text, CallList calls)
    {
        var at = 0;
        TakeAny(text, ref at, _rows);
        var end = 0;
        while ((at = CallText.SkipSpace(text, at)) < text.Length && CallText.Take(text, ref at, _call))
        {
            at = CallText.SkipSpace(text, at);
            CallText.Take(text, ref at, _oldHead);
            var name = CallText.Name(text[at..]);
            at = CallText.SkipSpace(text, at + name.Length);
            CallText.Take(text, ref at, _separator);
            if (!calls.Add(name, Arguments(text, ref at, out var isClosed), isClosed))
            {
                return end;
            }

            end = at;
        }

        TakeAny(text, ref at, _rowEnds);
        return end == 0 ? 0 : Math.Max(end, at);
    }

    // To the token that ends the call; JSON may hold that token's words in a string, so the JSON is read first.
    private ReadOnlySpan<byte> Arguments(ReadOnlySpan<byte> text, ref int at, out bool isClosed)
    {
        var rest = text[at..];
        var start = rest.IndexOf((byte)'{');
        var output = new ArrayBufferWriter<byte>(256);
        var whole = start >= 0 && rest[..start].IndexOf(_callEnd) < 0 && LenientJson.Read(rest[start..], output) is { Ending: JsonEnding.Whole } reading
            ? start + reading.Length
            : 0;
        var end = rest[whole..].IndexOf(_callEnd);
        isClosed = end >= 0;
        var length = isClosed ? whole + end : whole > 0 ? whole : rest.Length;
        at += length + (isClosed ? _callEnd.Length : 0);
        return rest[..length];
    }

    private static void TakeAny(ReadOnlySpan<byte> text, ref int at, byte[][] words)
    {
        foreach (var word in words)
        {
            if (CallText.Take(text, ref at, word))
            {
                return;
            }
        }
    }
}
