using System.Buffers;
using ClaudeSidecar.Execution.Answers.Calls;

namespace ClaudeSidecar.Execution.Answers.Markup;

/// <summary>
/// Takes out what is no text: control tokens anywhere outside of code, and at an answer's edges the tags of calls that have gone and
/// tokens that elsewhere may be text (edge case 85). All other marks become text here.
/// </summary>
internal sealed class ControlTokens(IAnswerStage next) : IAnswerStage
{
    private readonly ArrayBufferWriter<byte> _edge = new(32);
    private bool _hasText;
    private bool _hasStrike;
    private bool _hasOpener;

    /// <inheritdoc/>
    public void Text(ReadOnlySpan<byte> text)
    {
        if (_edge.WrittenCount > 0)
        {
            if (text.Trim(" \t\r\n"u8).IsEmpty)
            {
                _edge.Write(text);
                return;
            }

            PassEdge();
        }

        _hasText = true;
        next.Text(text);
    }

    /// <inheritdoc/>
    public void Mark(Mark mark, ReadOnlySpan<byte> text)
    {
        switch (mark.Kind)
        {
            case MarkKind.Control or MarkKind.HarmonyHead or MarkKind.HarmonyConstrain or MarkKind.HarmonyMessage or MarkKind.HarmonyEnd:
                break;
            case MarkKind.Stray when !_hasOpener && (mark.AtLineStart || _edge.WrittenCount > 0):
            case MarkKind.Ending when !_hasStrike:
                _edge.Write(text);
                break;
            default:
                _hasStrike |= mark.Kind == MarkKind.Strike;
                Text(text);
                break;
        }
    }

    /// <inheritdoc/>
    public void Reasoning(ReadOnlySpan<byte> text) => next.Reasoning(text);

    /// <inheritdoc/>
    public void Call(in CalledTool call)
    {
        Flush();
        _hasText = false;
        next.Call(call);
    }

    /// <inheritdoc/>
    public void Flush()
    {
        _edge.ResetWrittenCount();
        next.Flush();
    }

    // Text goes on, so what stood there was no edge; but for the end of a call that stands alone where an answer begins.
    private void PassEdge()
    {
        var edge = _edge.WrittenSpan;
        if (_hasText || !edge.StartsWith("</"u8) || !edge.Contains((byte)'\n'))
        {
            // Who writes an opener as text writes its closer as text.
            _hasOpener |= !edge.StartsWith("</"u8);
            next.Text(edge);
        }

        _edge.ResetWrittenCount();
    }
}
