namespace ClaudeSidecar.Wire.Ollama;

/// <summary>
/// Turns bytes, cut anywhere, into lines that each hold one JSON object: the framing of Ollama's own dialect. One instance reads one
/// stream; its buffer is reused, so a line costs no allocation.
/// </summary>
public sealed class LineParser
{
    /// <summary>The longest line taken, in bytes; beyond it <see cref="InvalidDataException"/> is thrown.</summary>
    public const int MaxLineBytes = 8 << 20;

    private const int LeastRoom = 4096;

    private byte[] _input = new byte[LeastRoom];
    private int _start;
    private int _scanned;
    private int _end;

    /// <summary>Room to read the next bytes into; to be followed by <see cref="Advance"/>. Lines handed out before are void.</summary>
    public Memory<byte> GetMemory()
    {
        if (_start > 0)
        {
            _input.AsSpan(_start, _end - _start).CopyTo(_input);
            (_start, _scanned, _end) = (0, _scanned - _start, _end - _start);
        }

        if (_input.Length - _end < LeastRoom)
        {
            Array.Resize(ref _input, _input.Length * 2);
        }

        return _input.AsMemory(_end);
    }

    /// <summary>Says how many bytes were put into <see cref="GetMemory"/>.</summary>
    public void Advance(int count) => _end += count;

    /// <summary>The next line that has come to its end and is not blank, without its line break.</summary>
    /// <param name="line">Valid until the next call of <see cref="GetMemory"/>.</param>
    public bool TryRead(out ReadOnlyMemory<byte> line)
    {
        while (_input.AsSpan(_scanned, _end - _scanned).IndexOf((byte)'\n') is var found and >= 0)
        {
            line = _input.AsMemory(_start, _scanned + found - _start);
            _start = _scanned += found + 1;
            if (!IsBlank(line))
            {
                return true;
            }
        }

        _scanned = _end;
        if (_end - _start > MaxLineBytes)
        {
            throw new InvalidDataException($"A line of the answer is longer than {MaxLineBytes >> 20} MB.");
        }

        line = default;
        return false;
    }

    /// <summary>What stands behind the last line break when the stream has ended: some servers do not end their last line.</summary>
    public bool TryReadLast(out ReadOnlyMemory<byte> line)
    {
        line = _input.AsMemory(_start, _end - _start);
        _start = _scanned = _end;
        return !IsBlank(line);
    }

    private static bool IsBlank(ReadOnlyMemory<byte> line) => line.Span.Trim(" \t\r"u8).IsEmpty;
}
