using System.IO.Compression;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Simulation.Hosting;

/// <summary>Writes an answer's body piece by piece, each piece on the wire before the next, compressed where asked for.</summary>
internal sealed class AnswerBody : IAsyncDisposable
{
    private readonly HttpContext _context;
    private readonly Stream _stream;
    private readonly TimeProvider _time;

    private AnswerBody(HttpContext context, Stream stream, TimeProvider time) => (_context, _stream, _time) = (context, stream, time);

    /// <summary>Opens the body; sets <c>content-encoding</c> where it compresses.</summary>
    public static AnswerBody Open(HttpContext context, bool compress, TimeProvider time)
    {
        var accepted = compress ? context.Request.Headers.AcceptEncoding.ToString() : "";
        if (accepted.Contains("br", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.Headers.ContentEncoding = "br";
            return new(context, new BrotliStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true), time);
        }

        if (accepted.Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return new(context, new GZipStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true), time);
        }

        return new(context, context.Response.Body, time);
    }

    /// <summary>Writes one piece and returns when it is on the wire.</summary>
    public async Task SendAsync(ReadOnlyMemory<byte> piece)
    {
        await _stream.WriteAsync(piece, _context.RequestAborted);
        await _stream.FlushAsync(_context.RequestAborted);
    }

    /// <summary>Waits; returns at once for zero.</summary>
    public Task WaitAsync(TimeSpan delay) =>
        delay > TimeSpan.Zero ? Task.Delay(delay, _time, _context.RequestAborted) : Task.CompletedTask;

    /// <summary>Says nothing more until the client leaves.</summary>
    public Task StallAsync() => Task.Delay(Timeout.InfiniteTimeSpan, _time, _context.RequestAborted);

    /// <summary>Closes the connection in the middle of the body.</summary>
    /// <param name="reset">With a TCP reset instead of an orderly end of the stream.</param>
    public void Cut(bool reset)
    {
        if (reset && _context.Features.Get<IConnectionSocketFeature>() is { } connection)
        {
            connection.Socket.LingerState = new LingerOption(true, 0);
        }

        _context.Abort();
    }

    /// <summary>Ends the body.</summary>
    public ValueTask DisposeAsync() => _stream == _context.Response.Body || _context.RequestAborted.IsCancellationRequested ? ValueTask.CompletedTask : _stream.DisposeAsync();
}
