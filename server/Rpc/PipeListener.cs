using System.IO.Pipes;

namespace ClaudeSidecar.Rpc;

/// <summary>Listens on a named pipe that only the current user can open.</summary>
internal sealed class PipeListener : IRpcListener
{
    private NamedPipeServerStream _next;

    /// <param name="name">The pipe's name, without <c>\\.\pipe\</c>.</param>
    /// <exception cref="IOException">Another process has this pipe.</exception>
    public PipeListener(string name)
    {
        Endpoint = name;
        _next = Open(PipeOptions.FirstPipeInstance); // nobody may sit on our name before us
    }

    /// <inheritdoc/>
    public string Endpoint { get; }

    /// <inheritdoc/>
    public async ValueTask<Stream> AcceptAsync(CancellationToken cancellationToken)
    {
        await _next.WaitForConnectionAsync(cancellationToken);
        var client = _next;
        _next = Open(PipeOptions.None);
        return client;
    }

    /// <inheritdoc/>
    public void Dispose() => _next.Dispose();

    private NamedPipeServerStream Open(PipeOptions more) => new(
        Endpoint,
        PipeDirection.InOut,
        NamedPipeServerStream.MaxAllowedServerInstances,
        PipeTransmissionMode.Byte,
        PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly | more);
}
