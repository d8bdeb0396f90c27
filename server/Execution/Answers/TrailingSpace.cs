using System.Buffers;

namespace ClaudeSidecar.Execution.Answers;

/// <summary>
/// The white space at the end of what a block has been given so far. A little of it goes out at once; more waits for the text behind it,
/// so that a model which ends in line breaks without end shows none of them (edge case 85). What is followed by text is never changed.
/// </summary>
internal sealed class TrailingSpace
{
    /// <summary>Line breaks that need not wait: the end of a line, and one blank line.</summary>
    public const int MostLines = 2;

    /// <summary>Bytes of white space that need not wait: more than any line is indented by.</summary>
    public const int MostBytes = 128;

    private readonly ArrayBufferWriter<byte> _held = new(64);
    private int _lines;
    private int _bytes;

    /// <summary>What waits.</summary>
    public ReadOnlySpan<byte> Held => _held.WrittenSpan;

    /// <summary>The length of a text without the white space at its end.</summary>
    public static int Words(ReadOnlySpan<byte> text) => text.LastIndexOfAnyExcept(" \t\r\n"u8) + 1;

    /// <summary>Takes white space alone.</summary>
    /// <returns>How much of it goes out at once; the rest is held.</returns>
    public int Take(ReadOnlySpan<byte> blank)
    {
        var shown = 0;
        while (shown < blank.Length && _held.WrittenCount == 0 && _bytes < MostBytes && !(blank[shown] == (byte)'\n' && _lines == MostLines))
        {
            _lines += blank[shown] == (byte)'\n' ? 1 : 0;
            _bytes++;
            shown++;
        }

        _held.Write(blank[shown..]);
        return shown;
    }

    /// <summary>Begins anew: text follows, or another block.</summary>
    public void Release()
    {
        _held.ResetWrittenCount();
        (_lines, _bytes) = (0, 0);
    }
}
