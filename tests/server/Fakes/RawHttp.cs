using System.Net.Sockets;
using System.Text;

namespace ClaudeSidecar.Tests.Fakes;

/// <summary>Sends the bytes of a request as they are written, which no well-behaved client would; Latin-1, so that every byte can be said.</summary>
internal static class RawHttp
{
    /// <summary>Everything that comes back until the server closes; the request should ask for that.</summary>
    public static async Task<string> SendAsync(int port, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        using var received = new MemoryStream();
        await stream.CopyToAsync(received, limit.Token);
        return Encoding.Latin1.GetString(received.ToArray());
    }
}
