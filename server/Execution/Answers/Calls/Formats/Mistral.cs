using System.Buffers;
using ClaudeSidecar.Execution.Answers.Arguments;
using ClaudeSidecar.Execution.Answers.Markup;
using ClaudeSidecar.Execution.Convert;

namespace ClaudeSidecar.Execution.Answers.Calls.Formats;

/// <summary>Mistral: <c>[TOOL_CALLS]NAME[ARGS]{…}</c>, one behind the other, or the older <c>[TOOL_CALLS][{"name":…,"arguments":…}]</c>.</summary>
internal sealed class Mistral : ICallFormat
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Openers { get; } = ["[TOOL_CALLS]"];

    private static ReadOnlySpan<byte> Opener => "[TOOL_CALLS]"u8;

    /// <inheritdoc/>
    public Finding Begins(ReadOnlySpan<byte> text, bool isLast, ToolNames tools)
    {
        var at = CallText.SkipSpace(text, 0);
        return at < text.Length && text[at] is not ((byte)'[' or (byte)'{')
            ? CallText.KnownName(text[at..], "[{ "u8, isLast, tools)
            : CallText.JsonObject(text, isLast);
    }

    /// <inheritdoc/>
    public int Read(ReadOnlySpan<byte> text, CallList calls)
    {
        var at = 0;
        var end = 0;
        while (at < text.Length)
        {
            CallText.Take(text, ref at, Opener);
            at = CallText.SkipSpace(text, at);
            if (at == text.Length || !(text[at] is (byte)'[' or (byte)'{' ? JsonCalls.Read(text, ref at, default, calls) : ReadNamed(text, ref at, calls)))
            {
                return end;
            }

            end = at;
            at = CallText.SkipSpace(text, at);
            if (!text[at..].StartsWith(Opener))
            {
                return end;
            }
        }

        return end;
    }

    private static bool ReadNamed(ReadOnlySpan<byte> text, ref int at, CallList calls)
    {
        var name = CallText.Name(text[at..]);
        at = CallText.SkipSpace(text, at + name.Length);
        if (CallText.Take(text, ref at, "[CALL_ID]"u8))
        {
            at += CallText.Name(text[at..]).Length;
        }

        CallText.Take(text, ref at, "[ARGS]"u8);
        at = CallText.SkipSpace(text, at);
        if (at == text.Length || text[at] != (byte)'{')
        {
            return false;
        }

        var rest = text[at..];
        var reading = LenientJson.Read(rest, new ArrayBufferWriter<byte>(rest.Length + 16));
        var next = rest.IndexOf(Opener);
        var length = reading.Ending == JsonEnding.Whole ? reading.Length : next >= 0 ? next : rest.Length;
        at += length;
        return calls.Add(name, rest[..length], reading.Ending is JsonEnding.Whole or JsonEnding.Broken);
    }
}
