using System.Buffers;
using ClaudeSidecar.Execution.Answers.Calls;

namespace ClaudeSidecar.Execution.Answers.Markup;

/// <summary>
/// Tells reasoning that a server left in the text as <c>&lt;think&gt;…&lt;/think&gt;</c> from the answer (edge case 82). The opener counts
/// only where an answer begins, and a stray closer only at a line's start or where a blank line, a call or nothing follows it, so that
/// prose or code about the tags stays text.
/// </summary>
internal sealed class ThinkTags(CodeSpans code, IAnswerStage next) : IAnswerStage
{
    private readonly byte[] _closer = new byte[16];
    private readonly ArrayBufferWriter<byte> _stray = new(16);
    private int _closerLength;
    private int _strayLength;
    private bool _hasOpener;
    private Place _place;

    private enum Place
    {
        Beginning,
        Inside,
        Answer,
    }

    private ReadOnlySpan<byte> Closer => _closer.AsSpan(0, _closerLength);

    /// <inheritdoc/>
    public void Text(ReadOnlySpan<byte> text)
    {
        if (_place == Place.Inside)
        {
            next.Reasoning(text);
            return;
        }

        if (_strayLength > 0)
        {
            _stray.Write(text);
            if (text.Trim(" \t\r\n"u8).IsEmpty)
            {
                return;
            }

            EndStray(atEdge: false);
            return;
        }

        if (_place == Place.Beginning && !text.Trim(" \t\r\n"u8).IsEmpty)
        {
            _place = Place.Answer;
        }

        next.Text(text);
    }

    /// <inheritdoc/>
    public void Mark(Mark mark, ReadOnlySpan<byte> text)
    {
        EndStray(atEdge: mark.Kind is MarkKind.Control or MarkKind.Ending or MarkKind.Stray or MarkKind.Call);
        switch (_place)
        {
            case Place.Inside when mark.Kind == MarkKind.ThinkClose && text.SequenceEqual(Closer):
                _place = Place.Beginning;
                code.Restart();
                break;
            case Place.Inside:
                next.Reasoning(text);
                break;
            case Place.Beginning when mark.Kind == MarkKind.ThinkOpen:
                Enter(text);
                break;
            case Place.Beginning or Place.Answer when mark.Kind == MarkKind.ThinkClose && mark.AtLineStart:
                _place = Place.Beginning;
                code.Restart();
                break;
            case Place.Answer when mark.Kind == MarkKind.ThinkClose && !_hasOpener:
                _stray.Write(text);
                _strayLength = text.Length;
                break;
            default:
                // Who writes an opener as text writes its closer as text.
                _hasOpener |= mark.Kind == MarkKind.ThinkOpen;
                _place = mark.Kind is MarkKind.Control or MarkKind.Stray ? _place : Place.Answer;
                next.Mark(mark, text);
                break;
        }
    }

    /// <inheritdoc/>
    public void Reasoning(ReadOnlySpan<byte> text)
    {
        EndStray(atEdge: true);
        next.Reasoning(text);
    }

    /// <inheritdoc/>
    public void Call(in CalledTool call)
    {
        EndStray(atEdge: true);
        next.Call(call);
    }

    /// <inheritdoc/>
    public void Flush()
    {
        EndStray(atEdge: true);
        next.Flush();
    }

    // A closer in the middle of a line, with all that came since.
    private void EndStray(bool atEdge)
    {
        if (_strayLength == 0)
        {
            return;
        }

        var behind = _stray.WrittenSpan[_strayLength..];
        var blank = behind[..(behind.IndexOfAnyExcept(" \t\r\n"u8) is >= 0 and var words ? words : behind.Length)];
        var isEnd = atEdge || blank.Count((byte)'\n') > 1;
        _strayLength = 0;
        next.Text(isEnd ? behind : _stray.WrittenSpan);
        _stray.ResetWrittenCount();
    }

    private void Enter(ReadOnlySpan<byte> opener)
    {
        _place = Place.Inside;
        _closer[0] = opener[0];
        _closer[1] = (byte)'/';
        opener[1..].CopyTo(_closer.AsSpan(2));
        _closerLength = opener.Length + 1;
        code.Restart(off: true);
    }
}
