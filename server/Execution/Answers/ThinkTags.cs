namespace ClaudeSidecar.Execution.Answers;

/// <summary>
/// Tells reasoning that a server left in the text as <c>&lt;think&gt;…&lt;/think&gt;</c> from the answer (edge case 82). The opener counts
/// only where an answer begins and a stray closer only at a line's start, so that prose or code about the tags stays text.
/// </summary>
internal sealed class ThinkTags(IAnswerStage next) : IAnswerStage
{
    private readonly byte[] _held = new byte[Closer.Length];
    private int _heldLength;
    private Place _place;
    private bool _atLineStart = true;

    private enum Place
    {
        Beginning,
        Inside,
        Answer,
    }

    private static ReadOnlySpan<byte> Opener => "<think>"u8;

    private static ReadOnlySpan<byte> Closer => "</think>"u8;

    /// <inheritdoc/>
    public void Text(ReadOnlySpan<byte> text)
    {
        if (_heldLength > 0)
        {
            byte[] joined = [.. _held.AsSpan(0, _heldLength), .. text];
            _heldLength = 0;
            Sort(joined);
        }
        else
        {
            Sort(text);
        }
    }

    /// <inheritdoc/>
    public void Reasoning(ReadOnlySpan<byte> text) => next.Reasoning(text);

    /// <inheritdoc/>
    public void Flush()
    {
        var rest = _held.AsSpan(0, _heldLength);
        _heldLength = 0;
        if (_place == Place.Inside)
        {
            next.Reasoning(rest);
        }
        else
        {
            Pass(rest);
        }

        next.Flush();
    }

    private void Sort(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty)
        {
            text = _place switch
            {
                Place.Beginning => Begin(text),
                Place.Inside => Think(text),
                _ => Answer(text),
            };
        }
    }

    private ReadOnlySpan<byte> Begin(ReadOnlySpan<byte> text)
    {
        var word = text.TrimStart(" \t\r\n"u8);
        if (word.IsEmpty)
        {
            next.Text(text);
            return default;
        }

        if (word.StartsWith(Opener))
        {
            _place = Place.Inside;
            return word[Opener.Length..];
        }

        if (word.StartsWith(Closer))
        {
            return word[Closer.Length..];
        }

        if (Opener.StartsWith(word) || Closer.StartsWith(word))
        {
            Hold(word);
            return default;
        }

        _place = Place.Answer;
        return text;
    }

    private ReadOnlySpan<byte> Think(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf(Closer);
        if (end >= 0)
        {
            next.Reasoning(text[..end]);
            _place = Place.Beginning;
            _atLineStart = true;
            return text[(end + Closer.Length)..];
        }

        var tail = TailThatMayBeCloser(text);
        next.Reasoning(text[..^tail]);
        Hold(text[^tail..]);
        return default;
    }

    private ReadOnlySpan<byte> Answer(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf(Closer);
        if (end >= 0)
        {
            var stray = end == 0 ? _atLineStart : text[end - 1] == (byte)'\n';
            var after = end + Closer.Length;
            Pass(text[..(stray ? end : after)]);
            _place = stray ? Place.Beginning : _place;
            return text[after..];
        }

        var tail = TailThatMayBeCloser(text);
        tail = tail > 0 && (tail == text.Length ? _atLineStart : text[^(tail + 1)] == (byte)'\n') ? tail : 0;
        Pass(text[..^tail]);
        Hold(text[^tail..]);
        return default;
    }

    private void Pass(ReadOnlySpan<byte> text)
    {
        if (!text.IsEmpty)
        {
            _atLineStart = text[^1] == (byte)'\n';
            next.Text(text);
        }
    }

    private void Hold(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_held);
        _heldLength = text.Length;
    }

    private static int TailThatMayBeCloser(ReadOnlySpan<byte> text)
    {
        for (var length = Math.Min(text.Length, Closer.Length - 1); length > 0; length--)
        {
            if (Closer.StartsWith(text[^length..]))
            {
                return length;
            }
        }

        return 0;
    }
}
