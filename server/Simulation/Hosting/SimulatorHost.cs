using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Plays;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Simulation.Hosting;

/// <summary>The web server around a simulated API: loopback only, records every request, and has the control plane at <c>/simulator</c>.</summary>
internal sealed class SimulatorHost : IAsyncDisposable
{
    private const long MostBodyBytes = 64 * 1024 * 1024;

    private readonly WebApplication _app;
    private readonly ISimulatedApi _api;

    private SimulatorHost(WebApplication app, ISimulatedApi api, RequestLog log) => (_app, _api, Log) = (app, api, log);

    /// <summary>What was received.</summary>
    public RequestLog Log { get; }

    /// <summary><c>http://127.0.0.1:PORT</c>.</summary>
    public string BaseUrl => _app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    /// <summary>Starts listening.</summary>
    /// <param name="api">What to play.</param>
    /// <param name="port">0 for a free one.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<SimulatorHost> StartAsync(ISimulatedApi api, int port, TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Logging.ClearProviders();

        // A flush returns when the bytes are on the wire, so that a cut comes exactly where the script says.
        builder.WebHost.UseSockets(sockets => sockets.MaxWriteBufferSize = 1);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MostBodyBytes;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        var app = builder.Build();
        var host = new SimulatorHost(app, api, new(time));
        app.Run(host.AnswerAsync);
        await app.StartAsync();
        return host;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var hurry = new CancellationTokenSource();
        await hurry.CancelAsync();
        await _app.StopAsync(hurry.Token);
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/simulator"))
        {
            await ControlAsync(context);
            return;
        }

        var target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        var request = Log.Add(_api.Records, context.Request.Method, target, () => [.. context.Request.Headers.Select(header => KeyValuePair.Create(header.Key, header.Value.ToString()))]);
        try
        {
            request.Body = await ReadBodyAsync(context);
            await _api.AnswerAsync(context, request);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            request.ClientLeft = true;
        }
        catch (IOException) when (context.RequestAborted.IsCancellationRequested)
        {
            request.ClientLeft = true;
        }
    }

    private async Task ControlAsync(HttpContext context)
    {
        var body = await ReadBodyAsync(context);
        try
        {
            switch (context.Request.Method, context.Request.Path.Value)
            {
                case ("GET", "/simulator/requests"):
                    await JsonAsync(context, 200, Log.Describe());
                    break;
                case ("DELETE", "/simulator/requests"):
                    Log.Clear();
                    context.Response.StatusCode = 204;
                    break;
                case ("POST", "/simulator/script"):
                    _api.Load(SimulatorScript.Parse(body));
                    context.Response.StatusCode = 204;
                    break;
                case ("POST", "/simulator/quota"):
                    context.Response.StatusCode = _api.SetQuota(SimulatorScript.ParseQuota(body)) ? 204 : 404;
                    break;
                default:
                    await JsonAsync(context, 404, new JsonObject { ["error"] = "known: GET and DELETE /simulator/requests, POST /simulator/script, POST /simulator/quota" });
                    break;
            }
        }
        catch (Scripts.InvalidScriptException wrong)
        {
            await JsonAsync(context, 400, new JsonObject { ["errors"] = new JsonArray([.. wrong.Problems.Select(problem => JsonValue.Create(problem))]) });
        }
    }

    private static async Task<byte[]> ReadBodyAsync(HttpContext context)
    {
        var length = context.Request.ContentLength;
        using var body = new MemoryStream(length is > 0 and <= MostBodyBytes ? (int)length : 0);
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        return body.Length == body.Capacity ? body.GetBuffer() : body.ToArray();
    }

    private static async Task JsonAsync(HttpContext context, int status, JsonNode json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.BodyWriter.WriteAsync(CompactJson.Bytes(json));
    }
}
