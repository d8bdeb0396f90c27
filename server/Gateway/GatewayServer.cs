using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Gateway;

/// <summary>The HTTP front door on the loopback interface. It knows the port only once it is bound, so what answers is set afterwards.</summary>
public sealed class GatewayServer : IAsyncDisposable
{
    private readonly TaskCompletionSource<RequestDelegate> _handler = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly WebApplication _app;

    private GatewayServer(WebApplication app)
    {
        _app = app;
    }

    /// <summary>The port that is bound.</summary>
    public int Port { get; private set; }

    /// <summary>Binds the port. Requests that come before <see cref="Serve"/> wait for it.</summary>
    /// <param name="port">1 … 65535, or 0 for one that the system chooses.</param>
    /// <param name="loggers">Where the server logs.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="IOException">The port is taken, or may not be bound.</exception>
    public static async Task<GatewayServer> StartAsync(int port, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddSingleton(loggers);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(30));
        builder.WebHost.UseKestrelCore().UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true).ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;

            // One character for each byte of a header, so that all bytes travel on as they came.
            options.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
            options.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
            Limit(options.Limits);
            options.Listen(IPAddress.Loopback, port);
        });
        var app = builder.Build();
        var server = new GatewayServer(app);
        app.Run(server.HandleAsync);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or SocketException)
        {
            await app.DisposeAsync();
            throw exception as IOException ?? new IOException(exception.Message, exception);
        }

        server.Port = new Uri(app.Urls.First()).Port;
        return server;
    }

    /// <summary>Sets what answers; once.</summary>
    public void Serve(RequestDelegate handler) => _handler.TrySetResult(handler);

    /// <summary>Stops accepting, lets running answers finish for up to 30 s, then ends them (edge case 129).</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _app.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void Limit(KestrelServerLimits limits)
    {
        // Bodies have their own limit where they are read whole; others pass through at any size.
        limits.MaxRequestBodySize = null;

        // A paused terminal or a suspended laptop is no attack.
        limits.MinRequestBodyDataRate = null;
        limits.MinResponseDataRate = null;

        // A client that keeps a connection for the next turn must not find it silently closed.
        limits.KeepAliveTimeout = TimeSpan.FromMinutes(15);
        limits.MaxRequestHeadersTotalSize = 128 * 1024;
        limits.MaxConcurrentConnections = 1024;
    }

    private async Task HandleAsync(HttpContext context)
    {
        var handler = _handler.Task.IsCompletedSuccessfully ? await _handler.Task : await _handler.Task.WaitAsync(context.RequestAborted);
        await handler(context);
    }
}
