using System.IO.Pipes;
using System.Net.Sockets;

namespace ClaudeSidecar.Rpc;

/// <summary>An endpoint as <c>instance.json</c> names it: the absolute path of a Unix socket, else the name of a pipe.</summary>
public static class RpcEndpoint
{
    private static readonly TimeSpan PipeTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Connects as a client.</summary>
    /// <exception cref="IOException">Nobody listens there.</exception>
    public static async Task<Stream> ConnectAsync(string endpoint, CancellationToken cancellationToken)
    {
        if (!Path.IsPathRooted(endpoint))
        {
            return await ConnectPipeAsync(endpoint, cancellationToken);
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(endpoint), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception failed)
        {
            socket.Dispose();
            if (failed is SocketException or ArgumentException) // the latter for a path that no socket can have
            {
                throw new IOException($"Nobody listens on {endpoint}.", failed);
            }

            throw;
        }
    }

    /// <summary>Tells the other side that nothing more will be sent, while its answers can still be read.</summary>
    /// <returns>False for a pipe, which cannot be closed by halves.</returns>
    public static bool TryCloseOutput(Stream link)
    {
        if (link is not NetworkStream network)
        {
            return false;
        }

        try
        {
            network.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The other side has gone; reading will say so.
        }

        return true;
    }

    /// <summary>Listens there.</summary>
    /// <exception cref="IOException">It cannot be listened on; the message says why.</exception>
    internal static IRpcListener Listen(string endpoint) =>
        Path.IsPathRooted(endpoint) && !OperatingSystem.IsWindows() ? new SocketListener(endpoint) : new PipeListener(endpoint);

    private static async Task<Stream> ConnectPipeAsync(string name, CancellationToken cancellationToken)
    {
        var pipe = new NamedPipeClientStream(".", name, PipeDirection.InOut, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        try
        {
            await pipe.ConnectAsync(PipeTimeout, cancellationToken);
            return pipe;
        }
        catch (Exception failed)
        {
            await pipe.DisposeAsync();
            if (failed is TimeoutException)
            {
                throw new IOException($"Nobody listens on the pipe {name}.", failed);
            }

            throw;
        }
    }
}
