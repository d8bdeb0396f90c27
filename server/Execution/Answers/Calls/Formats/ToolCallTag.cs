using ClaudeSidecar.Execution.Answers.Markup;
using ClaudeSidecar.Execution.Convert;

namespace ClaudeSidecar.Execution.Answers.Calls.Formats;

/// <summary>
/// <c>&lt;tool_call&gt;</c>, in which each family writes something else: Qwen 2.5, Qwen 3 and Hermes JSON; Qwen3-Coder and later a
/// <see cref="FunctionTag"/>; GLM the name and then keys and values in turn.
/// </summary>
internal sealed class ToolCallTag : ICallFormat
{
    private static readonly ParameterTags Glm =
        new([.. "<arg_key>"u8], [.. "</arg_key>"u8], [.. "<arg_value>"u8], [.. "</arg_value>"u8], [.. "</tool_call>"u8]);

    /// <inheritdoc/>
    public IReadOnlyList<string> Openers { get; } = ["<tool_call>"];

    private static ReadOnlySpan<byte> Opener => "<tool_call>"u8;

    private static ReadOnlySpan<byte> Closer => "</tool_call>"u8;

    /// <inheritdoc/>
    public Finding Begins(ReadOnlySpan<byte> text, bool isLast, ToolNames tools)
    {
        var at = CallText.SkipSpace(text, 0);
        if (at == text.Length)
        {
            return isLast ? Finding.None : Finding.Unclear;
        }

        return text[at] switch
        {
            (byte)'{' or (byte)'[' => CallText.JsonObject(text, isLast),
            // A tag within itself is no call, and following it inwards might never end.
            (byte)'<' when text[at..].StartsWith(Opener) => Finding.None,
            (byte)'<' => CallFormats.Find(text[at..], isBeginning: false, isLast, tools),
            _ => CallText.KnownName(text[at..], "\r\n <"u8, isLast, tools),
        };
    }

    /// <inheritdoc/>
    public int Read(ReadOnlySpan<byte> text, CallList calls)
    {
        var at = Opener.Length;
        bool isJson;
        do
        {
            at = CallText.SkipSpace(text, at);
            isJson = at < text.Length && text[at] is (byte)'{' or (byte)'[';
            if (at == text.Length || !ReadOne(text, ref at, calls))
            {
                return 0;
            }

            var end = CallText.SkipSpace(text, at);
            if (CallText.Take(text, ref end, Closer))
            {
                return end;
            }
        }
        while (isJson && CallText.SkipSpace(text, at) is var next && next < text.Length && text[next] == (byte)'{');

        return at;
    }

    private static bool ReadOne(ReadOnlySpan<byte> text, ref int at, CallList calls)
    {
        if (text[at] is (byte)'{' or (byte)'[')
        {
            return JsonCalls.Read(text, ref at, Closer, calls);
        }

        if (text[at] == (byte)'<')
        {
            if (text[at..].StartsWith(Opener))
            {
                return false;
            }

            var inner = CallFormats.Read(text[at..], isBeginning: false, calls);
            at += inner;
            return inner > 0;
        }

        var name = CallText.Name(text[at..]);
        at += name.Length;
        var arguments = Glm.Read(text, ref at, calls.Schema(name), out var isClosed);
        return arguments is not null && calls.Add(name, arguments, isClosed);
    }
}
