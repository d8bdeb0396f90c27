namespace ClaudeSidecar.Execution.Answers;

/// <summary>
/// Sees when a model goes round in circles: the same passage again and again, or white space without end (edge case 85). One step for
/// each byte and a few kilobytes of memory, however long the answer. Careful: what repeats in tables, code, logs and encoded data is let
/// pass, for only an exact repetition counts, and without words it must go on for very long.
/// </summary>
internal sealed class RunawayGuard
{
    /// <summary>A repeated passage of words ends the answer when it fills this many bytes.</summary>
    public const int MostRepeatedWords = 6 << 10;

    /// <summary>Anything else that is repeated: lines of a table or of code, zeros in encoded data.</summary>
    public const int MostRepeatedBytes = 64 << 10;

    /// <summary>White space in one piece.</summary>
    public const int MostBlank = 4 << 10;

    /// <summary>Line breaks with nothing but white space between them.</summary>
    public const int MostBlankLines = 300;

    private const int Fewest = 12;
    private const int WindowSize = 8 << 10;
    private const int TableSize = 1 << 10;

    private byte[]? _window;
    private int[] _lastSeen = [];
    private long _position;
    private ulong _gram;
    private int _period;
    private long _repeated;
    private int _blank;
    private int _blankLines;

    /// <summary>True once the answer is to be ended.</summary>
    public bool HasTripped { get; private set; }

    /// <summary>Takes what the model wrote next.</summary>
    /// <param name="text">Its bytes.</param>
    /// <param name="isData">True for arguments of calls: a file may well hold what no sentence does.</param>
    public void Take(ReadOnlySpan<byte> text, bool isData = false)
    {
        foreach (var next in text)
        {
            if (HasTripped)
            {
                return;
            }

            HasTripped = TakesTooMuchSpace(next) || Repeats(next, isData);
        }
    }

    private bool TakesTooMuchSpace(byte next)
    {
        if (next is not ((byte)' ' or (byte)'\n' or (byte)'\t' or (byte)'\r'))
        {
            (_blank, _blankLines) = (0, 0);
            return false;
        }

        _blankLines += next == (byte)'\n' ? 1 : 0;
        return ++_blank > MostBlank || _blankLines > MostBlankLines;
    }

    private bool Repeats(byte next, bool isData)
    {
        _window ??= new byte[WindowSize];
        _lastSeen = _lastSeen.Length > 0 ? _lastSeen : new int[TableSize];
        if (_period > 0 && _window[(_position - _period) & (WindowSize - 1)] == next)
        {
            _repeated++;
        }
        else
        {
            (_period, _repeated) = (0, 0);
        }

        _window[_position & (WindowSize - 1)] = next;
        _position++;
        _gram = (_gram << 8) | next;
        ref var seen = ref _lastSeen[(int)((_gram * 0x9E3779B97F4A7C15) >> 54)];
        if (_period == 0 && seen > 0 && _position - seen is > 0 and < WindowSize)
        {
            _period = (int)(_position - seen);
        }

        seen = (int)_position;
        return _repeated > MostRepeatedWords && _repeated >= (long)_period * Fewest && (_repeated > MostRepeatedBytes || (!isData && IsWords()));
    }

    // Looked at once for each time that the passage has come round again, so that the cost stays that of a byte.
    private bool IsWords()
    {
        if (_repeated % _period != 0)
        {
            return false;
        }

        var (letters, spaces, others) = (0, 0, 0);
        for (var back = 1; back <= _period; back++)
        {
            var one = _window![(_position - back) & (WindowSize - 1)];
            letters += char.IsAsciiLetter((char)one) || one >= 0x80 ? 1 : 0;

            // Scripts that write no spaces begin their letters so.
            spaces += one is (byte)' ' or (>= 0xE3 and <= 0xED) ? 1 : 0;
            others += IsNoWord(one) ? 1 : 0;
        }

        return letters * 2 > _period && spaces > 0 && others == 0;
    }

    // Digits, signs of tables and of code, lines and boxes, pictures.
    private static bool IsNoWord(byte one) => char.IsAsciiDigit((char)one) || one is 0xE2 or 0xF0 || "|{};=<>\t_"u8.Contains(one);
}
