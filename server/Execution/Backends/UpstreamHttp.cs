using System.Net;
using System.Text;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>Connections to one upstream: bytes as they are, no redirects, no cookies, no clock of its own.</summary>
public static class UpstreamHttp
{
    /// <summary>An invoker for one provider. It adds nothing to a request; limits in time are the caller's.</summary>
    /// <param name="provider">Whom it is for: a local one is never reached through a web proxy (edge case 125).</param>
    public static HttpMessageInvoker Create(ProviderOptions provider) => new(new SocketsHttpHandler
    {
        // A redirect would carry credentials to a host that they were not meant for (edge case 59).
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        UseProxy = !provider.Local && !provider.BaseUrl.IsLoopback,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        ConnectCallback = provider.Local || provider.BaseUrl.IsLoopback ? LoopbackConnection.ConnectAsync : null,
        // After sleep or a change of network a pooled connection is dead without knowing it.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(60),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        EnableMultipleHttp2Connections = true,
        // A client that hangs up ends the upstream's work at once: the rest is not read to keep the connection (edge case 31).
        MaxResponseDrainSize = 0,
        // The default would add a traceparent header to the client's own.
        ActivityHeadersPropagator = null,
        MaxConnectionsPerServer = int.MaxValue,
        // One character for each byte of a header, as at the front door: the default refuses to send what is not ASCII.
        RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
    });
}
