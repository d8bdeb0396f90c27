namespace ClaudeSidecar.Execution.Continuation;

/// <summary>
/// Takes the beginning of a continuation away where it repeats the end of what it goes on with: models that are asked to go on tend to
/// begin with their last words again. Holds text back only as long as it may still be a repetition.
/// </summary>
/// <param name="before">What has been said so far.</param>
internal sealed class TextOverlap(string before)
{
    // Shorter likenesses come about by chance ("the ", "\n"); white space alone is always taken away.
    private const int ShortestRepetition = 12;

    // Nobody repeats more than the last paragraphs, and whoever begins anew is told apart by then.
    private const int LongestRepetition = 16_000;

    private readonly string _tail = before.Length > LongestRepetition ? before[^LongestRepetition..] : before;
    private string _held = "";
    private bool _isOver = before.Length == 0;

    /// <summary>More of the continuation.</summary>
    /// <param name="text">What came.</param>
    /// <returns>What of it, and of what was held back, is new; empty while that is not known.</returns>
    public string Take(string text)
    {
        if (_isOver)
        {
            return text;
        }

        _held += text;
        return _held.Length <= _tail.Length && MayRepeat(_held) ? "" : End();
    }

    /// <summary>The continuation has ended, or something else than text follows: what was held back is let go.</summary>
    public string End()
    {
        if (_isOver)
        {
            return "";
        }

        _isOver = true;
        var rest = _held[Repeated()..];
        _held = "";
        return rest;
    }

    // The held text stands somewhere in the tail: the repetition may go on to the tail's end.
    private bool MayRepeat(string held) => _tail.Contains(held, StringComparison.Ordinal);

    private int Repeated()
    {
        for (var length = Math.Min(_held.Length, _tail.Length); length >= ShortestRepetition; length--)
        {
            if (_tail.AsSpan().EndsWith(_held.AsSpan(0, length), StringComparison.Ordinal))
            {
                return length;
            }
        }

        // The end of the text before cannot be shown to every model with its white space: it may say that again.
        var space = _tail.AsSpan(_tail.AsSpan().TrimEnd().Length);
        return space.CommonPrefixLength(_held);
    }
}
