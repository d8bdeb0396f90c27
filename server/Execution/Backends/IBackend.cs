namespace ClaudeSidecar.Execution.Backends;

/// <summary>One place that can answer a Messages request.</summary>
public interface IBackend
{
    /// <summary>The provider's name in the configuration.</summary>
    string Name { get; }

    /// <summary>
    /// Sends the request and returns when the status is known. Does not throw for anything that a network or a server can do:
    /// such things are <see cref="UpstreamReply.Failure"/>. Throws <see cref="OperationCanceledException"/> only when
    /// <paramref name="cancellationToken"/> was cancelled; the upstream request is then given up at once.
    /// </summary>
    Task<UpstreamReply> SendAsync(UpstreamRequest request, CancellationToken cancellationToken);
}
