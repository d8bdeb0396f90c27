using ClaudeSidecar.Execution.Answers.Calls;

namespace ClaudeSidecar.Execution.Answers.Markup;

/// <summary>
/// Tells reasoning that a server left in the text as <c>&lt;think&gt;…&lt;/think&gt;</c> from the answer (edge case 82). The opener counts
/// only where an answer begins and a stray closer only at a line's start, so that prose or code about the tags stays text.
/// </summary>
internal sealed class ThinkTags(CodeSpans code, IAnswerStage next) : IAnswerStage
{
    private readonly byte[] _closer = new byte[16];
    private int _closerLength;
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

        if (_place == Place.Beginning && !text.Trim(" \t\r\n"u8).IsEmpty)
        {
            _place = Place.Answer;
        }

        next.Text(text);
    }

    /// <inheritdoc/>
    public void Mark(Mark mark, ReadOnlySpan<byte> text)
    {
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
            default:
                _place = mark.Kind is MarkKind.Control or MarkKind.Stray ? _place : Place.Answer;
                next.Mark(mark, text);
                break;
        }
    }

    /// <inheritdoc/>
    public void Reasoning(ReadOnlySpan<byte> text) => next.Reasoning(text);

    /// <inheritdoc/>
    public void Call(in CalledTool call) => next.Call(call);

    /// <inheritdoc/>
    public void Flush() => next.Flush();

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
