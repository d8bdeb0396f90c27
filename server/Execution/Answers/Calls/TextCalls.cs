using System.Buffers;
using ClaudeSidecar.Execution.Answers.Markup;
using ClaudeSidecar.Execution.Convert;

namespace ClaudeSidecar.Execution.Answers.Calls;

/// <summary>
/// Takes calls out of the text where a model wrote them there. From the first sign of a call on all is held until the text ends, for only
/// then it is known what was a call: a value may hold anything, and what goes on in prose was an example (edge case 83).
/// </summary>
internal sealed class TextCalls(ToolNames tools, HiddenCalls hidden, IAnswerStage next) : IAnswerStage, ITextHolder
{
    // More than a model writes in one answer; held text beyond it is no call any more.
    private const int MostHeld = 8 << 20;

    private readonly ArrayBufferWriter<byte> _held = new(256);
    private bool _startsLine;
    private bool _isBeginning;
    private bool _hasText;

    /// <summary>Where the text comes from, and where what was no call goes back to.</summary>
    public MarkScanner Scanner { private get; set; } = null!;

    /// <inheritdoc/>
    public void Text(ReadOnlySpan<byte> text)
    {
        _hasText |= !text.Trim(" \t\r\n"u8).IsEmpty;
        next.Text(text);
    }

    /// <inheritdoc/>
    public void Mark(Mark mark, ReadOnlySpan<byte> text)
    {
        if (mark.Kind != MarkKind.Call)
        {
            next.Mark(mark, text);
            return;
        }

        _held.ResetWrittenCount();
        _held.Write(text);
        (_startsLine, _isBeginning) = (mark.AtLineStart, !_hasText);
        Scanner.Holder = this;
    }

    /// <inheritdoc/>
    public void Reasoning(ReadOnlySpan<byte> text)
    {
        hidden.Add(text);
        next.Reasoning(text);
    }

    /// <inheritdoc/>
    public void Call(in CalledTool call) => next.Call(call);

    /// <inheritdoc/>
    public void Flush() => next.Flush();

    /// <inheritdoc/>
    public void Hold(ReadOnlySpan<byte> text)
    {
        if (_held.WrittenCount + text.Length > MostHeld)
        {
            Scanner.Holder = null;
            Pass(_held.WrittenSpan);
            Pass(text);
            _held.ResetWrittenCount();
            return;
        }

        _held.Write(text);
    }

    /// <inheritdoc/>
    public void Release()
    {
        var text = _held.WrittenSpan;
        var from = 0;
        foreach (var part in HeldText.Read(text, tools, _startsLine, _isBeginning))
        {
            Pass(text[from..part.Start]);
            next.Flush();
            foreach (var call in part.Calls)
            {
                next.Call(new CalledTool { Name = call.Name, Arguments = call.Arguments, IsClosed = call.IsClosed });
            }

            from = part.End;
        }

        var rest = text[from..];
        if (Scanner.IsCut && (from > 0 || _startsLine) && CallFormats.IsOpener(rest[CallText.SkipSpace(rest, 0)..]))
        {
            // So little of it came that not even the tool is known.
            next.Call(new CalledTool { Name = default, Arguments = default });
        }
        else
        {
            Pass(rest);
        }

        _held.ResetWrittenCount();
    }

    private void Pass(ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty)
        {
            Scanner.TextWithoutCalls(text);
        }
    }
}
