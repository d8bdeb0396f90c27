using System.Net;
using System.Net.Sockets;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>
/// Connections to servers on this machine. <c>localhost</c> is 127.0.0.1 and ::1, and a server may listen at either: both are tried at
/// once, for on some systems a refusal takes seconds (edge case 125).
/// </summary>
internal static class LoopbackConnection
{
    /// <summary>Connects, as <see cref="SocketsHttpHandler.ConnectCallback"/> wants it.</summary>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var point = context.DnsEndPoint;
        if (!point.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || !Socket.OSSupportsIPv6)
        {
            return await ConnectAsync(point, cancellationToken);
        }

        using var rest = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var tries = new List<Task<Stream>> { ConnectAsync(new IPEndPoint(IPAddress.Loopback, point.Port), rest.Token), ConnectAsync(new IPEndPoint(IPAddress.IPv6Loopback, point.Port), rest.Token) };
        while (true)
        {
            var first = await Task.WhenAny(tries);
            tries.Remove(first);
            if (first.IsCompletedSuccessfully || tries.Count == 0)
            {
                await rest.CancelAsync();
                await CloseAsync(tries);
                return await first;
            }
        }
    }

    private static async Task<Stream> ConnectAsync(EndPoint point, CancellationToken cancellationToken)
    {
        var socket = point is IPEndPoint { AddressFamily: var family } ? new Socket(family, SocketType.Stream, ProtocolType.Tcp) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            await socket.ConnectAsync(point, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // The other may have come about in the same moment.
    private static async Task CloseAsync(List<Task<Stream>> others)
    {
        foreach (var other in others)
        {
            await ((Task)other).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (other.IsCompletedSuccessfully)
            {
                await (await other).DisposeAsync();
            }
        }
    }
}
