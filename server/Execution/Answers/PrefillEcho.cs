using System.Text;
using ClaudeSidecar.Execution.Answers.Markup;

namespace ClaudeSidecar.Execution.Answers;

/// <summary>
/// Drops the beginning of an answer where it repeats what the client had begun itself: some servers give the whole message back, and
/// Anthropic only what follows (edge case 56). What only looks like it for a while is passed on as it came.
/// </summary>
/// <param name="prefill">What the client wrote; empty for none.</param>
internal sealed class PrefillEcho(string prefill)
{
    private readonly byte[] _begun = Encoding.UTF8.GetBytes(prefill);
    private bool _isOver = prefill.Length == 0;
    private int _met;

    /// <summary>More of the answer's text.</summary>
    public void Take(ReadOnlySpan<byte> text, MarkScanner next)
    {
        if (!_isOver)
        {
            var common = _begun.AsSpan(_met).CommonPrefixLength(text);
            while (common > 0 && common < text.Length && (text[common] & 0xC0) == 0x80)
            {
                common--; // two characters that begin with the same bytes are not half alike
            }

            _met += common;
            text = text[common..];
            if (_met == _begun.Length)
            {
                _isOver = true;
            }
            else if (!text.IsEmpty)
            {
                End(next);
            }
        }

        if (!text.IsEmpty)
        {
            next.Text(text);
        }
    }

    /// <summary>Something else follows, or nothing: what was held back is no repetition.</summary>
    public void End(MarkScanner next)
    {
        if (!_isOver && _met > 0)
        {
            next.Text(_begun.AsSpan(0, _met));
        }

        _isOver = true;
    }
}
