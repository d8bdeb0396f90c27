using System.IO.Pipelines;

namespace ClaudeSidecar.Tests.Rpc;

/// <summary>Two ends of an in-memory link.</summary>
internal static class Duplex
{
    /// <param name="chunk">Most bytes that one read gives; 0 for no limit.</param>
    /// <param name="capacity">Bytes in flight after which a write waits for the reader.</param>
    public static (Stream Server, Stream Client) Pair(int chunk = 0, int capacity = 64 * 1024)
    {
        var options = new PipeOptions(pauseWriterThreshold: capacity, resumeWriterThreshold: capacity / 2, useSynchronizationContext: false);
        var (up, down) = (new Pipe(options), new Pipe(options));
        return (new DuplexStream(up.Reader.AsStream(), down.Writer.AsStream(), chunk), new DuplexStream(down.Reader.AsStream(), up.Writer.AsStream(), chunk));
    }
}

/// <summary>A stream that reads from one and writes to another, in pieces as small as asked for.</summary>
internal sealed class DuplexStream(Stream input, Stream output, int chunk) : Stream
{
    /// <summary>Set to let every further read fail with it.</summary>
    public Exception? ReadFailure { get; set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Closes the writing side only, as a peer does that still reads.</summary>
    public void CloseOutput() => output.Dispose();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await input.ReadAsync(chunk == 0 ? buffer : buffer[..Math.Min(chunk, buffer.Length)], cancellationToken);
        return ReadFailure is null ? read : throw ReadFailure;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        output.WriteAsync(buffer, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

    public override void Flush() => output.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        input.Dispose();
        output.Dispose();
        base.Dispose(disposing);
    }
}
