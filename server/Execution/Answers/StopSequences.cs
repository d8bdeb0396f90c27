using System.Buffers;
using System.Text;
using ClaudeSidecar.Execution.Answers.Calls;
using ClaudeSidecar.Execution.Answers.Markup;

namespace ClaudeSidecar.Execution.Answers;

/// <summary>
/// Ends the text where one of the request's stop sequences stands in it, for servers that take none of them or only some (edge case 70).
/// What may be the beginning of one is held back. Reasoning and calls are not looked at: Anthropic's do not end there either.
/// </summary>
/// <param name="sequences">The request's; empty for none.</param>
/// <param name="next">Gets the text in front of the first one.</param>
internal sealed class StopSequences(IReadOnlyList<string> sequences, IAnswerStage next) : IAnswerStage
{
    private readonly byte[][] _sequences = [.. sequences.Where(sequence => sequence.Length > 0).Select(Encoding.UTF8.GetBytes)];
    private readonly byte[] _kept = new byte[sequences.Count == 0 ? 0 : sequences.Max(Encoding.UTF8.GetByteCount)];
    private readonly ArrayBufferWriter<byte> _held = new(32);

    /// <summary>The sequence at which the text ended; null while none was met. Text behind it goes nowhere.</summary>
    public string? Met { get; private set; }

    /// <inheritdoc/>
    public void Text(ReadOnlySpan<byte> text)
    {
        if (Met is not null)
        {
            return;
        }

        if (_sequences.Length == 0)
        {
            next.Text(text);
            return;
        }

        if (_held.WrittenCount > 0)
        {
            _held.Write(text);
            text = _held.WrittenSpan;
        }

        var end = EndOf(text);
        if (end > 0)
        {
            next.Text(text[..end]);
        }

        Keep(Met is null ? text[end..] : default);
    }

    /// <inheritdoc/>
    public void Mark(Mark mark, ReadOnlySpan<byte> text) => Text(text);

    /// <inheritdoc/>
    public void Reasoning(ReadOnlySpan<byte> text) => next.Reasoning(text);

    /// <inheritdoc/>
    public void Call(in CalledTool call)
    {
        PassHeld();
        if (Met is null)
        {
            next.Call(call);
        }
    }

    /// <inheritdoc/>
    public void Flush()
    {
        PassHeld();
        next.Flush();
    }

    // Where the text to pass on ends: before a sequence, or before what may become one.
    private int EndOf(ReadOnlySpan<byte> text)
    {
        var (end, met) = (text.Length, -1);
        for (var i = 0; i < _sequences.Length; i++)
        {
            if (text[..end].IndexOf(_sequences[i]) is >= 0 and var at)
            {
                (end, met) = (at, i);
            }
        }

        if (met >= 0)
        {
            Met = Encoding.UTF8.GetString(_sequences[met]);
            return end;
        }

        foreach (var sequence in _sequences)
        {
            for (var length = Math.Min(sequence.Length - 1, text.Length); length > text.Length - end; length--)
            {
                if (text.EndsWith(sequence.AsSpan(0, length)))
                {
                    end = text.Length - length;
                    break;
                }
            }
        }

        return end;
    }

    // The rest may lie in the buffer that it is written to; it is shorter than a sequence.
    private void Keep(ReadOnlySpan<byte> rest)
    {
        var length = rest.Length;
        rest.CopyTo(_kept);
        _held.ResetWrittenCount();
        _held.Write(_kept.AsSpan(0, length));
    }

    private void PassHeld()
    {
        if (_held.WrittenCount > 0 && Met is null)
        {
            next.Text(_held.WrittenSpan);
        }

        _held.ResetWrittenCount();
    }
}
