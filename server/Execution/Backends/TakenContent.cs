using System.Net;
using System.Net.Http.Headers;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>A body that knows when the server has taken it all: from then on silence means work, not absence.</summary>
internal sealed class TakenContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _body;
    private readonly Action _taken;

    /// <summary>A JSON body.</summary>
    /// <param name="body">The bytes.</param>
    /// <param name="taken">Called when they have left.</param>
    public TakenContent(ReadOnlyMemory<byte> body, Action taken)
    {
        (_body, _taken) = (body, taken);
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    /// <inheritdoc/>
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    /// <inheritdoc/>
    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(_body, cancellationToken);
        _taken();
    }

    /// <inheritdoc/>
    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
