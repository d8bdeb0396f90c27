using System.Buffers;
using ClaudeSidecar.Execution.Answers.Markup;

namespace ClaudeSidecar.Execution.Answers;

/// <summary>
/// Tells reasoning from text where the prompt has opened the reasoning and the answer holds its end alone (edge case 82, local-servers 4).
/// The text is held until that end comes, or something shows that the server has told the two apart: its own field of reasoning, a call,
/// an opener in the text. An answer that ends by itself without any of it was text; one that was cut was still reasoning.
/// </summary>
/// <param name="mayBe">True where this model may answer so.</param>
/// <param name="next">Gets the text, and what it repeats of the client's own words.</param>
/// <param name="scanner">Reads the text.</param>
/// <param name="stages">Gets the reasoning.</param>
internal sealed class OpenedThinking(bool mayBe, PrefillEcho next, MarkScanner scanner, IAnswerStage stages)
{
    // No model reasons for so long.
    private const int MostHeld = 8 << 20;

    private const int LongestCloser = 16;

    private readonly ArrayBufferWriter<byte> _held = new(mayBe ? 4096 : 1);
    private bool _isHolding = mayBe;
    private int _searched;

    /// <summary>More of the answer's text.</summary>
    public void Take(ReadOnlySpan<byte> text)
    {
        if (!_isHolding)
        {
            next.Take(text, scanner);
            return;
        }

        _held.Write(text);
        if (MarkTable.General.LengthAt(_held.WrittenSpan.TrimStart(" \t\r\n"u8), MarkKind.ThinkOpen) > 0 || _held.WrittenCount > MostHeld)
        {
            Release();
        }
        else if (TryFindCloser(out var at, out var end))
        {
            _isHolding = false;
            if (at > 0)
            {
                stages.Reasoning(_held.WrittenSpan[..at]);
            }

            if (end < _held.WrittenCount)
            {
                next.Take(_held.WrittenSpan[end..], scanner);
            }

            _held.Clear();
        }
    }

    /// <summary>What was held is text: the server has told text and reasoning apart by itself, or the model has ended.</summary>
    public void Release()
    {
        if (_isHolding)
        {
            _isHolding = false;
            next.Take(_held.WrittenSpan, scanner);
            _held.Clear();
        }
    }

    /// <summary>The answer ends.</summary>
    /// <param name="isCut">True when the limit, or we, ended it and not the model.</param>
    public void End(bool isCut)
    {
        if (_isHolding && isCut && _held.WrittenCount > 0)
        {
            _isHolding = false;
            stages.Reasoning(_held.WrittenSpan);
            _held.Clear();
        }

        Release();
    }

    // A closer that is quoted is spoken of.
    private bool TryFindCloser(out int at, out int end)
    {
        var text = _held.WrittenSpan;
        for (at = _searched; text[at..].IndexOf((byte)'/') is >= 0 and var slash; at += slash + 1)
        {
            var start = at + slash - 1;
            if (start >= 0 && (start == 0 || !"`'\""u8.Contains(text[start - 1])) && MarkTable.General.LengthAt(text[start..], MarkKind.ThinkClose) is > 0 and var length)
            {
                (at, end) = (start, start + length);
                return true;
            }
        }

        // The longest closer may still lack its last byte.
        _searched = Math.Max(_searched, text.Length - LongestCloser);
        (at, end) = (0, 0);
        return false;
    }
}
