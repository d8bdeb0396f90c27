using System.Text;
using ClaudeSidecar.Execution.Answers.Markup;
using ClaudeSidecar.Execution.Convert;

namespace ClaudeSidecar.Execution.Answers.Calls.Formats;

/// <summary>JSON between two words: what LM Studio asks models for that have no format of their own, Llama 3, Granite and Phi 4.</summary>
internal sealed class JsonFormat : ICallFormat
{
    private readonly byte[] _opener;
    private readonly byte[] _closer;

    private JsonFormat(string opener, string closer)
    {
        (_opener, _closer) = (Encoding.UTF8.GetBytes(opener), Encoding.UTF8.GetBytes(closer));
        Openers = [opener];
    }

    /// <summary>One for each pair of words.</summary>
    public static IReadOnlyList<JsonFormat> All { get; } =
    [
        new("[TOOL_REQUEST]", "[END_TOOL_REQUEST]"),
        new("<|tool_call|>", "<|/tool_call|>"),
        new("<|python_tag|>", "<|eom_id|>"),
        new("<tool_calls>", "</tool_calls>"),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<string> Openers { get; }

    /// <inheritdoc/>
    public Finding Begins(ReadOnlySpan<byte> text, bool isLast, ToolNames tools) => CallText.JsonObject(text, isLast);

    /// <inheritdoc/>
    public int Read(ReadOnlySpan<byte> text, CallList calls)
    {
        var at = CallText.SkipSpace(text, _opener.Length);
        if (at == text.Length || !JsonCalls.Read(text, ref at, _closer, calls))
        {
            return 0;
        }

        var end = CallText.SkipSpace(text, at);
        return CallText.Take(text, ref end, _closer) ? end : at;
    }
}
