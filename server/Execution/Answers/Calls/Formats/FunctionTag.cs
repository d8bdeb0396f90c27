using ClaudeSidecar.Execution.Answers.Markup;
using ClaudeSidecar.Execution.Convert;

namespace ClaudeSidecar.Execution.Answers.Calls.Formats;

/// <summary>Qwen3-Coder and later: <c>&lt;function=NAME&gt;&lt;parameter=P&gt;VALUE&lt;/parameter&gt;&lt;/function&gt;</c>, often without the opener around.</summary>
internal sealed class FunctionTag : ICallFormat
{
    private static readonly ParameterTags Parameters =
        new([.. "<parameter="u8], [.. ">"u8], [], [.. "</parameter>"u8], [.. "</function>"u8]);

    /// <inheritdoc/>
    public IReadOnlyList<string> Openers { get; } = ["<function="];

    /// <inheritdoc/>
    public Finding Begins(ReadOnlySpan<byte> text, bool isLast, ToolNames tools) => CallText.KnownName(text, ">"u8, isLast, tools);

    /// <inheritdoc/>
    public int Read(ReadOnlySpan<byte> text, CallList calls)
    {
        var at = "<function="u8.Length;
        var name = CallText.Name(text[at..]);
        at += name.Length;
        if (!CallText.Take(text, ref at, ">"u8) || Parameters.Read(text, ref at, calls.Schema(name), out var isClosed) is not { } arguments)
        {
            return 0;
        }

        var end = CallText.SkipSpace(text, at);
        return !calls.Add(name, arguments, isClosed) ? 0 : CallText.Take(text, ref end, "</tool_call>"u8) ? end : at;
    }
}
