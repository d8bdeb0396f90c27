using System.Text;
using ClaudeSidecar.Execution.Answers.Markup;
using ClaudeSidecar.Execution.Convert;

namespace ClaudeSidecar.Execution.Answers.Calls.Formats;

/// <summary>
/// <c>&lt;invoke name="NAME"&gt;&lt;parameter name="P"&gt;VALUE&lt;/parameter&gt;&lt;/invoke&gt;</c>, in a row or alone: MiniMax, DeepSeek V3.2 and V4
/// with <c>｜DSML｜</c> in each tag, and models that learnt it from Anthropic's.
/// </summary>
internal sealed class InvokeTags : ICallFormat
{
    private readonly byte[] _invoke;
    private readonly byte[][] _openers;
    private readonly byte[][] _closers;
    private readonly ParameterTags _parameters;

    private InvokeTags(string prefix, params string[] wrappers)
    {
        _invoke = Encoding.UTF8.GetBytes($"<{prefix}invoke name=\"");
        _openers = [.. wrappers.Select(wrapper => Encoding.UTF8.GetBytes($"<{wrapper}>"))];
        _closers = [.. wrappers.Select(wrapper => Encoding.UTF8.GetBytes($"</{wrapper}>"))];
        _parameters = new ParameterTags(
            Encoding.UTF8.GetBytes($"<{prefix}parameter name=\""), [.. "\""u8], [.. ">"u8],
            Encoding.UTF8.GetBytes($"</{prefix}parameter>"), Encoding.UTF8.GetBytes($"</{prefix}invoke>"));
        Openers = [Encoding.UTF8.GetString(_invoke), .. wrappers.Select(wrapper => $"<{wrapper}>")];
    }

    /// <summary>One for each prefix.</summary>
    public static IReadOnlyList<InvokeTags> All { get; } =
    [
        new("", "function_calls", "minimax:tool_call", "tool_calls"),
        new("｜DSML｜", "｜DSML｜function_calls", "｜DSML｜tool_calls"),
        new("|DSML|", "|DSML|function_calls", "|DSML|tool_calls"),
        new("antml:", "antml:function_calls"),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<string> Openers { get; }

    /// <inheritdoc/>
    public Finding Begins(ReadOnlySpan<byte> text, bool isLast, ToolNames tools)
    {
        // Behind an opener of a row stands the first call's; behind a call's the name.
        var at = CallText.SkipSpace(text, 0);
        if (at == text.Length)
        {
            return isLast ? Finding.None : Finding.Unclear;
        }

        var invoke = CallText.Word(text[at..], _invoke, isLast);
        return invoke switch
        {
            Finding.Found => CallText.KnownName(text[(at + _invoke.Length)..], "\""u8, isLast, tools),
            Finding.Unclear => Finding.Unclear,
            _ => CallText.KnownName(text, "\""u8, isLast, tools),
        };
    }

    /// <inheritdoc/>
    public int Read(ReadOnlySpan<byte> text, CallList calls)
    {
        var at = 0;
        var isRow = TakeAny(text, ref at, _openers);
        var end = 0;
        do
        {
            at = CallText.SkipSpace(text, at);
            if (!CallText.Take(text, ref at, _invoke))
            {
                return end;
            }

            var name = CallText.Name(text[at..]);
            at += name.Length;
            var head = text[at..].IndexOf((byte)'>');
            if (head < 0)
            {
                return end;
            }

            at += head + 1;
            if (_parameters.Read(text, ref at, calls.Schema(name), out var isClosed) is not { } arguments || !calls.Add(name, arguments, isClosed))
            {
                return end;
            }

            end = at;
            at = CallText.SkipSpace(text, at);
            if (isRow && TakeAny(text, ref at, _closers))
            {
                return at;
            }
        }
        while (at < text.Length);

        return end;
    }

    private static bool TakeAny(ReadOnlySpan<byte> text, ref int at, byte[][] words)
    {
        foreach (var word in words)
        {
            if (CallText.Take(text, ref at, word))
            {
                return true;
            }
        }

        return false;
    }
}
