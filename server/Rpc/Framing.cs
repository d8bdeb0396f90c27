using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace ClaudeSidecar.Rpc;

/// <summary>
/// The base protocol of the Language Server Protocol: a header with <c>Content-Length</c>, an empty line, the body.
/// The same bytes as StreamJsonRpc's header-delimited handler and npm's <c>vscode-jsonrpc</c>.
/// </summary>
public static class Framing
{
    /// <summary>Most bytes of a header, with its empty line.</summary>
    public const int MaxHeaderBytes = 4 * 1024;

    /// <summary>Most bytes of a body.</summary>
    public const int MaxFrameBytes = 16 * 1024 * 1024;

    private static ReadOnlySpan<byte> HeaderEnd => "\r\n\r\n"u8;

    /// <summary>The next body; null when the stream ends between two frames.</summary>
    /// <exception cref="InvalidDataException">What came is no frame, or one beyond the limits: nothing after it can be trusted.</exception>
    /// <exception cref="EndOfStreamException">The stream ended inside a frame.</exception>
    public static async ValueTask<byte[]?> ReadAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        var length = await ReadHeaderAsync(reader, cancellationToken);
        if (length is null or 0)
        {
            return length is null ? null : [];
        }

        var result = await reader.ReadAtLeastAsync(length.Value, cancellationToken);
        if (result.Buffer.Length < length)
        {
            throw new EndOfStreamException("The stream ended inside a body.");
        }

        var body = result.Buffer.Slice(0, length.Value);
        var bytes = body.ToArray();
        reader.AdvanceTo(body.End);
        return bytes;
    }

    /// <summary>Writes one frame; the caller flushes.</summary>
    public static void Write(IBufferWriter<byte> writer, ReadOnlySpan<byte> body)
    {
        var header = string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n\r\n");
        writer.Advance(Encoding.ASCII.GetBytes(header, writer.GetSpan(header.Length)));
        writer.Write(body);
    }

    private static async ValueTask<int?> ReadHeaderAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            if (TryTakeHeader(ref buffer, out var length))
            {
                reader.AdvanceTo(buffer.Start);
                return length;
            }

            if (result.IsCompleted)
            {
                return buffer.IsEmpty ? null : throw new EndOfStreamException("The stream ended inside a header.");
            }

            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }

    private static bool TryTakeHeader(ref ReadOnlySequence<byte> buffer, out int length)
    {
        length = 0;
        // Bare JSON, or another protocol, is refused at its first byte: waiting for an empty line would look like a hang.
        if (!buffer.IsEmpty && !char.IsAsciiLetter((char)buffer.FirstSpan[0]))
        {
            throw new InvalidDataException("A frame begins with a header such as \"Content-Length: 2\".");
        }

        var reader = new SequenceReader<byte>(buffer);
        var complete = reader.TryReadTo(out ReadOnlySequence<byte> header, HeaderEnd);
        if ((complete ? reader.Consumed : buffer.Length) > MaxHeaderBytes)
        {
            throw new InvalidDataException($"A header is longer than {MaxHeaderBytes} bytes.");
        }

        if (!complete)
        {
            return false;
        }

        length = ContentLength(Encoding.ASCII.GetString(header));
        buffer = buffer.Slice(reader.Position);
        return true;
    }

    private static int ContentLength(string header)
    {
        int? length = null;
        foreach (var field in header.Split("\r\n"))
        {
            var colon = field.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1)
            {
                throw new InvalidDataException("A header field has no colon.");
            }

            // Content-Type and whatever else may come carry nothing that we need.
            if (field.AsSpan(0, colon).Trim().Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                length = int.TryParse(field.AsSpan(colon + 1).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
                    && value <= MaxFrameBytes
                        ? value
                        : throw new InvalidDataException($"Content-Length is no number from 0 to {MaxFrameBytes}.");
            }
        }

        return length ?? throw new InvalidDataException("A header has no Content-Length.");
    }
}
