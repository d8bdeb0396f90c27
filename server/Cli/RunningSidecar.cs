using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ClaudeSidecar.Control;
using ClaudeSidecar.Storage;

namespace ClaudeSidecar.Cli;

/// <summary>The control plane of the sidecar that runs, as the commands use it.</summary>
internal sealed class RunningSidecar : IDisposable
{
    private readonly HttpClient _client;

    private RunningSidecar(Instance instance, string? token)
    {
        Instance = instance;
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            BaseAddress = new(instance.BaseUrl),
            Timeout = TimeSpan.FromSeconds(10),
        };
        if (token is not null)
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>Who runs.</summary>
    public Instance Instance { get; }

    /// <summary>The sidecar that runs; null when none does.</summary>
    public static RunningSidecar? Find(SidecarPaths paths) =>
        InstanceFile.ReadAlive(paths) is { } instance ? new(instance, ControlToken.Find(paths)?.Text) : null;

    /// <summary>The sidecar that runs.</summary>
    /// <exception cref="CliException">None does.</exception>
    public static RunningSidecar Require(SidecarPaths paths) =>
        Find(paths) ?? throw new CliException("No sidecar is running: start one with `claude-sidecar ensure`.");

    /// <summary>The state, as the server's own JSON.</summary>
    public async Task<byte[]> StatusJsonAsync(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/status");
        return await SendAsync(request, cancellation);
    }

    /// <summary>The state.</summary>
    public async Task<StatusReport> StatusAsync(CancellationToken cancellation) =>
        Read(await StatusJsonAsync(cancellation), json => JsonSerializer.Deserialize(json, ControlJson.Default.StatusReport));

    /// <summary>The context that another model gets of a session, as the server's own JSON.</summary>
    /// <param name="session">Its id; null for the one seen last.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="CliException">There is none.</exception>
    public async Task<byte[]> HandoffJsonAsync(string? session, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, session is null ? "/v1/handoff" : $"/v1/handoff?session={Uri.EscapeDataString(session)}");
        return await SendAsync(request, cancellation);
    }

    /// <summary>The same.</summary>
    /// <param name="session">Its id; null for the one seen last.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="CliException">There is none.</exception>
    public async Task<HandoffReport> HandoffAsync(string? session, CancellationToken cancellation) =>
        Read(await HandoffJsonAsync(session, cancellation), json => JsonSerializer.Deserialize(json, ControlJson.Default.HandoffReport));

    /// <summary>Pins the route, or releases it.</summary>
    public async Task<RouteStatus> SwitchAsync(string provider, string? session, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/switch-provider") { Content = Body(writer => WriteSwitch(writer, provider, session)) };
        return Read(await SendAsync(request, cancellation), json => JsonSerializer.Deserialize(json, ControlJson.Default.RouteStatus));
    }

    /// <summary>Has it look for the local servers now.</summary>
    public async Task ProbeAsync(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/providers/reload");
        await SendAsync(request, cancellation);
    }

    /// <summary>Tells the quota that Claude Code handed to its status line.</summary>
    public async Task ReportRateLimitsAsync(JsonElement rateLimits, string? session, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/statusline")
        {
            Content = Body(writer =>
            {
                writer.WriteString("session_id", session);
                writer.WritePropertyName("rate_limits");
                rateLimits.WriteTo(writer);
            }),
        };
        await SendAsync(request, cancellation);
    }

    /// <summary>True when it answers at all.</summary>
    public async Task<bool> IsHealthyAsync(CancellationToken cancellation)
    {
        try
        {
            using var answer = await _client.GetAsync("/health", cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public void Dispose() => _client.Dispose();

    private static void WriteSwitch(Utf8JsonWriter writer, string provider, string? session)
    {
        writer.WriteString("provider", provider);
        if (session is not null)
        {
            writer.WriteString("session", session);
        }
    }

    private static ByteArrayContent Body(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return new(buffer.ToArray()) { Headers = { ContentType = new("application/json") } };
    }

    private static string Reason(HttpStatusCode status, byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.TryGetProperty("error", out var error) && error.TryGetProperty("message", out var message))
            {
                return message.GetString()!;
            }
        }
        catch (Exception unknown) when (unknown is JsonException or InvalidOperationException)
        {
            // Said below with the status alone.
        }

        return $"The sidecar answered with status {(int)status}: {Encoding.UTF8.GetString(body)} Restart it with `claude-sidecar stop` and `claude-sidecar ensure`.";
    }

    private T Read<T>(byte[] json, Func<byte[], T?> read)
        where T : class
    {
        try
        {
            return read(json) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new CliException($"The sidecar that runs is version {Instance.Version} and speaks differently: restart it with `claude-sidecar stop` and `claude-sidecar ensure`.");
        }
    }

    private async Task<byte[]> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            using var answer = await _client.SendAsync(request, cancellation);
            var body = await answer.Content.ReadAsByteArrayAsync(cancellation);
            return answer.IsSuccessStatusCode ? body : throw new CliException(Reason(answer.StatusCode, body));
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new CliException($"The sidecar at {Instance.BaseUrl} does not answer: restart it with `claude-sidecar stop` and `claude-sidecar ensure`.");
        }
    }
}
