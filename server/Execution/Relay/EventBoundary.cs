using System.Buffers;

namespace ClaudeSidecar.Execution.Relay;

/// <summary>
/// Gives an event stream on in whole events. What has come of an event says nothing to a client before its end; and where the stream
/// breaks inside one, half of it would be read as an event that is no JSON (edge case 25). Not one byte is changed.
/// </summary>
public sealed class EventBoundary
{
    // No event is so long: something else than an event stream is passed on as it comes.
    private const int LongestEvent = 4 << 20;

    private ArrayBufferWriter<byte>? _begun;

    /// <summary>What has come of an event whose end has not.</summary>
    public ReadOnlyMemory<byte> Begun => _begun?.WrittenMemory ?? default;

    /// <summary>Takes a piece in.</summary>
    /// <param name="piece">What came; used until the next call.</param>
    /// <returns>All the events that are whole now; empty when none is. Valid until the next call.</returns>
    public ReadOnlyMemory<byte> Whole(ReadOnlyMemory<byte> piece)
    {
        if (_begun is { WrittenCount: > 0 })
        {
            return Joined(piece);
        }

        var end = End(piece.Span);
        if (end < piece.Length)
        {
            (_begun ??= new()).Write(piece.Span[end..]);
        }

        return piece[..end];
    }

    private ReadOnlyMemory<byte> Joined(ReadOnlyMemory<byte> piece)
    {
        // The end may lie across the seam: three bytes of it at most are there already.
        var seam = Math.Max(0, _begun!.WrittenCount - 3);
        _begun.Write(piece.Span);
        var joined = _begun.WrittenMemory;
        var end = joined.Length > LongestEvent ? joined.Length : End(joined.Span[seam..]) is var found and > 0 ? seam + found : 0;
        if (end == 0)
        {
            return default;
        }

        _begun = null;
        if (end < joined.Length)
        {
            (_begun = new()).Write(joined.Span[end..]);
        }

        return joined[..end];
    }

    // Behind the last empty line; both line ends of the wire are taken.
    private static int End(ReadOnlySpan<byte> bytes)
    {
        var (plain, carriage) = (bytes.LastIndexOf("\n\n"u8), bytes.LastIndexOf("\n\r\n"u8));
        return Math.Max(plain < 0 ? 0 : plain + 2, carriage < 0 ? 0 : carriage + 3);
    }
}
