namespace ClaudeSidecar.Execution.Answers.Markup;

/// <summary>
/// Follows Markdown's code through a text that comes in pieces, so that markup is looked for outside of it alone: what a model shows in
/// a fence or between backticks is never a call (edge case 83).
/// </summary>
internal sealed class CodeSpans
{
    private State _state;
    private byte _mark;
    private int _length;
    private int _run;
    private bool _runStartsLine;

    private enum State
    {
        Text,
        Inline,
        FenceHead,
        Fence,
        FenceEnd,
    }

    /// <summary>True: nothing counts as code.</summary>
    public bool IsOff { get; private set; }

    /// <summary>True until the first text of an answer, or of what follows its reasoning.</summary>
    public bool AtBeginning { get; set; } = true;

    /// <summary>True while only white space stands between the line's start and here.</summary>
    public bool AtLineStart { get; private set; } = true;

    /// <summary>Begins anew, as at the start of a text.</summary>
    /// <param name="off">True for what is not Markdown, such as reasoning: markup counts wherever it stands.</param>
    public void Restart(bool off = false)
    {
        (_state, _run, IsOff) = (State.Text, 0, off);
        (AtLineStart, AtBeginning) = (true, !off);
    }

    /// <summary>Goes on to the next byte with which markup outside of code may begin.</summary>
    /// <returns>The bytes gone over: all of them when there is no such byte.</returns>
    public int Advance(ReadOnlySpan<byte> text)
    {
        var at = 0;
        while (at < text.Length)
        {
            at += _run > 0 ? Run(text[at..]) : Skip(text[at..]);
            if (at < text.Length && _run == 0 && (_state == State.Text || IsOff) && text[at] is (byte)'<' or (byte)'[')
            {
                return at;
            }
        }

        return at;
    }

    /// <summary>Goes over one byte that turned out to begin no markup.</summary>
    public void Step() => AtLineStart = false;

    // To the next byte that matters in this state; in front of a run of backticks or tildes the run is begun.
    private int Skip(ReadOnlySpan<byte> text)
    {
        var next = IsOff ? text.IndexOfAny((byte)'<', (byte)'[') : _state switch
        {
            State.Text => text.IndexOfAny("<[`~"u8),
            State.Inline => text.IndexOfAny((byte)'`', (byte)'\n'),
            State.FenceHead => _mark == (byte)'`' ? text.IndexOfAny((byte)'`', (byte)'\n') : text.IndexOf((byte)'\n'),
            State.Fence => AtLineStart ? text.IndexOfAnyExcept((byte)' ', (byte)'\t', (byte)'\r') : text.IndexOf((byte)'\n'),
            _ => text.IndexOfAnyExcept((byte)' ', (byte)'\t', (byte)'\r'),
        };
        if (next < 0)
        {
            Pass(text);
            return text.Length;
        }

        Pass(text[..next]);
        return IsOff ? next : next + Meet(text[next]);
    }

    // Returns how many bytes were gone over: none where the state alone has changed.
    private int Meet(byte next)
    {
        if (next == (byte)'\n')
        {
            // A span that is not closed on its line was no code: a lone backtick must not hide what follows.
            _state = _state switch
            {
                State.Inline or State.FenceEnd => State.Text,
                State.FenceHead => State.Fence,
                var same => same,
            };
            AtLineStart = true;
            return 1;
        }

        switch (_state)
        {
            case State.Fence when next != _mark:
                AtLineStart = false;
                return 1;
            case State.FenceEnd:
                // Markup may follow the closing fence at once; any other text makes it none.
                _state = next is (byte)'<' or (byte)'[' ? State.Text : State.Fence;
                return 0;
            case State.Text when next is not ((byte)'`' or (byte)'~'):
                return 0;
            default:
                _runStartsLine = AtLineStart;
                _mark = _state == State.Text ? next : _mark;
                _run = 1;
                AtLineStart = false;
                return 1;
        }
    }

    private int Run(ReadOnlySpan<byte> text)
    {
        var more = text.IndexOfAnyExcept(_mark);
        _run += more < 0 ? text.Length : more;
        if (more < 0)
        {
            return text.Length;
        }

        EndRun();
        return more;
    }

    private void EndRun()
    {
        var mayBeFence = _run >= 3 && _runStartsLine;
        switch (_state)
        {
            case State.Text when mayBeFence || _mark == (byte)'`':
                _state = mayBeFence ? State.FenceHead : State.Inline;
                _length = _run;
                break;
            case State.Inline or State.FenceHead:
                // Backticks in a fence's first line: it was a span all the time.
                _state = _run == _length ? State.Text : State.Inline;
                break;
            case State.Fence when mayBeFence && _run >= _length:
                _state = State.FenceEnd;
                break;
        }

        _run = 0;
    }

    private void Pass(ReadOnlySpan<byte> text)
    {
        var line = text.LastIndexOf((byte)'\n') + 1;
        AtLineStart = (AtLineStart || line > 0) && text[line..].TrimStart(" \t\r"u8).IsEmpty;
    }
}
