namespace ClaudeSidecar.Rpc;

/// <summary>Where clients come in: a Unix socket, or a named pipe on Windows.</summary>
internal interface IRpcListener : IDisposable
{
    /// <summary>What a client connects to.</summary>
    string Endpoint { get; }

    /// <summary>The next client.</summary>
    ValueTask<Stream> AcceptAsync(CancellationToken cancellationToken);
}
