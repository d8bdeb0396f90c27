using System.Text;

namespace ClaudeSidecar.Wire.Sse;

/// <summary>
/// Turns bytes, cut anywhere, into server-sent events. Takes LF, CRLF and lone CR as line ends, a byte order mark, comments, data of
/// several lines and fields without a space after the colon (edge case 88). One instance reads one stream; its buffers are reused,
/// so an event costs no allocation.
/// </summary>
public sealed class SseParser
{
    /// <summary>The longest line and the longest event taken, in bytes; beyond it <see cref="InvalidDataException"/> is thrown.</summary>
    public const int MaxEventBytes = 8 << 20;

    private static readonly string[] CommonNames =
    [
        "content_block_delta", "content_block_start", "content_block_stop", "message_start", "message_delta", "message_stop", "ping", "error", "message",
    ];

    private byte[] _input = new byte[4096];
    private byte[] _data = new byte[1024];
    private int _start;
    private int _end;
    private int _scanned;
    private int _dataLength;
    private string _name = "";
    private bool _hasData;
    private bool _delivered;
    private bool _skipLineFeed;
    private bool _pastMark;

    /// <summary>Room to read the next bytes into; to be followed by <see cref="Advance"/>. Events handed out before are void.</summary>
    public Memory<byte> GetMemory(int atLeast = 4096)
    {
        if (_start == _end)
        {
            _start = _end = _scanned = 0;
        }
        else if (_start > 0 && _input.Length - _end < atLeast)
        {
            _input.AsSpan(_start, _end - _start).CopyTo(_input);
            _end -= _start;
            _scanned -= _start;
            _start = 0;
        }

        if (_input.Length - _end < atLeast)
        {
            Array.Resize(ref _input, Math.Max(_input.Length * 2, _end + atLeast));
        }

        return _input.AsMemory(_end);
    }

    /// <summary>Says how many bytes were put into <see cref="GetMemory"/>.</summary>
    public void Advance(int count) => _end += count;

    /// <summary>Takes over a copy of the bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetMemory(bytes.Length).Span);
        Advance(bytes.Length);
    }

    /// <summary>
    /// The next complete event, if its last byte has arrived. An event that the end of the stream cut off never comes out.
    /// </summary>
    /// <param name="next">Its data is valid until the next call of any method.</param>
    public bool TryRead(out SseEvent next)
    {
        if (_delivered)
        {
            Reset();
        }

        while (TryTakeLine(out var line))
        {
            if (!line.IsEmpty)
            {
                AddField(line);
            }
            else if (_hasData)
            {
                _delivered = true;
                next = new SseEvent(_name, _data.AsMemory(0, _dataLength));
                return true;
            }
            else
            {
                Reset();
            }
        }

        next = default;
        return false;
    }

    private void Reset() => (_delivered, _hasData, _dataLength, _name) = (false, false, 0, "");

    private bool TryTakeLine(out ReadOnlySpan<byte> line)
    {
        line = default;
        if (!_pastMark && !TrySkipMark())
        {
            return false;
        }

        if (_skipLineFeed && _start < _end)
        {
            _skipLineFeed = false;
            if (_input[_start] == (byte)'\n')
            {
                _start++;
                _scanned = Math.Max(_scanned, _start);
            }
        }

        var found = _input.AsSpan(_scanned, _end - _scanned).IndexOfAny((byte)'\n', (byte)'\r');
        if (found < 0)
        {
            _scanned = _end;
            ThrowIfTooLong(_end - _start);
            return false;
        }

        var end = _scanned + found;
        line = _input.AsSpan(_start, end - _start);
        // A CR may be half of a CRLF whose LF has not arrived yet.
        _skipLineFeed = _input[end] == (byte)'\r';
        _start = _scanned = end + 1;
        return true;
    }

    private bool TrySkipMark()
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        var head = _input.AsSpan(_start, Math.Min(mark.Length, _end - _start));
        if (!mark.StartsWith(head))
        {
            _pastMark = true;
        }
        else if (head.Length == mark.Length)
        {
            _pastMark = true;
            _start = _scanned = _start + mark.Length;
        }

        return _pastMark;
    }

    private void AddField(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        var field = colon < 0 ? line : line[..colon];
        var value = colon < 0 ? default : line[(colon + 1)..];
        if (!value.IsEmpty && value[0] == (byte)' ')
        {
            value = value[1..];
        }

        if (field.SequenceEqual("data"u8))
        {
            AddData(value);
        }
        else if (field.SequenceEqual("event"u8))
        {
            _name = NameOf(value);
        }
    }

    private void AddData(ReadOnlySpan<byte> value)
    {
        var needed = _dataLength + value.Length + 1;
        ThrowIfTooLong(needed);
        if (needed > _data.Length)
        {
            Array.Resize(ref _data, Math.Max(_data.Length * 2, needed));
        }

        if (_hasData)
        {
            _data[_dataLength++] = (byte)'\n';
        }

        value.CopyTo(_data.AsSpan(_dataLength));
        _dataLength += value.Length;
        _hasData = true;
    }

    private static string NameOf(ReadOnlySpan<byte> value)
    {
        foreach (var name in CommonNames)
        {
            if (Ascii.Equals(value, name))
            {
                return name;
            }
        }

        return Encoding.UTF8.GetString(value);
    }

    private static void ThrowIfTooLong(int length)
    {
        if (length > MaxEventBytes)
        {
            throw new InvalidDataException($"A server-sent event is longer than {MaxEventBytes >> 20} MB.");
        }
    }
}
