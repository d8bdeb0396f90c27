using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ClaudeSidecar.Control;
using ClaudeSidecar.Quota;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Gateway;

/// <summary>The control plane (design 4): status, switching, probing. All but health and metrics want the bearer token.</summary>
public sealed class ControlHandlers(GatewayServices services, LocalProbe probe, RecoveryCheck recovery)
{
    private const string Bearer = "Bearer ";

    // Sentences in Chinese are read by people, with curl too; no browser takes application/json for a page.
    private static readonly ControlJson Json = new(new(ControlJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Answers when the path is one of the control plane's.</summary>
    /// <returns>Null when it is not: the request belongs to the data plane.</returns>
    public Task? HandleAsync(HttpContext context, string path) => (context.Request.Method, path) switch
    {
        ("GET" or "HEAD", "/health") => HealthAsync(context),
        ("GET", "/metrics") => TextAsync(context, services.Metrics.Text()),
        ("GET", "/v1/status") => GuardedAsync(context, () => WriteAsync(context, services.Control.Status(), Json.StatusReport)),
        ("GET", "/v1/handoff") => GuardedAsync(context, () => HandoffAsync(context)),
        ("POST", "/v1/switch-provider") => GuardedAsync(context, () => SwitchAsync(context)),
        ("POST", "/v1/statusline") => GuardedAsync(context, () => StatuslineAsync(context)),
        ("POST", "/v1/health-check") => GuardedAsync(context, () => ProbeAsync(context, recovery.RunAsync)),
        ("POST", "/providers/reload") => GuardedAsync(context, () => ProbeAsync(context, probe.RunAsync)),
        ("GET", "/providers") => GuardedAsync(context, () => WriteAsync(context, services.Control.Providers(), Json.IReadOnlyListBackendStatus)),
        (_, "/health" or "/metrics" or "/v1/status" or "/v1/handoff" or "/v1/switch-provider" or "/v1/statusline" or "/v1/health-check" or "/providers" or "/providers/reload") =>
            ErrorWriter.WriteAsync(context, StatusCodes.Status405MethodNotAllowed, $"{context.Request.Method} is not for {path}."),

        // Ours by name: never passed to Anthropic.
        (_, "/dashboard") => NotHereAsync(context, path),
        (_, _) when path.StartsWith("/oauth/", StringComparison.Ordinal) || path.StartsWith("/admin/", StringComparison.Ordinal) => NotHereAsync(context, path),
        _ => null,
    };

    /// <summary>True for a request that carries the control plane's token.</summary>
    public bool IsOpenedBy(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Bearer, StringComparison.Ordinal) && services.Token.Matches(header[Bearer.Length..]);
    }

    private async Task GuardedAsync(HttpContext context, Func<Task> action)
    {
        // These may write files: not on the thread that serves the sockets.
        await Task.Yield();
        await (IsOpenedBy(context.Request)
            ? action()
            : ErrorWriter.WriteAsync(
                context, StatusCodes.Status401Unauthorized, "This path wants the bearer token of the state folder's file `token`."));
    }

    private Task HealthAsync(HttpContext context)
    {
        var status = services.Control.Status();
        return WriteAsync(context, new("ok", status.Version, status.Pid), GatewayJson.Default.HealthReport);
    }

    private async Task HandoffAsync(HttpContext context)
    {
        try
        {
            await WriteAsync(context, services.Control.Handoff(context.Request.Query["session"]), Json.HandoffReport);
        }
        catch (ControlException refused)
        {
            await ErrorWriter.WriteAsync(context, StatusCodes.Status404NotFound, refused.Message);
        }
    }

    private async Task SwitchAsync(HttpContext context)
    {
        SwitchRequest? wanted;
        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            wanted = document.RootElement.ValueKind == JsonValueKind.String
                ? new(document.RootElement.GetString(), null)
                : document.RootElement.Deserialize(GatewayJson.Default.SwitchRequest);
        }
        catch (JsonException)
        {
            wanted = null;
        }

        if (wanted?.Provider is not { } provider)
        {
            await ErrorWriter.WriteAsync(
                context, StatusCodes.Status400BadRequest, "The body must be \"NAME\" or {\"provider\":\"NAME\",\"session\":\"ID\"}.");
            return;
        }

        try
        {
            await WriteAsync(context, services.Control.Switch(provider, wanted.Session), Json.RouteStatus);
        }
        catch (ControlException refused)
        {
            await ErrorWriter.WriteAsync(context, StatusCodes.Status400BadRequest, refused.Message);
        }
    }

    private async Task StatuslineAsync(HttpContext context)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            if (StatuslineReading.Read(document.RootElement, services.Routing.Time.GetUtcNow()) is { } reading)
            {
                services.Routing.Quota.RecordUnattributed(reading, StatuslineReading.Session(document.RootElement));
            }

            await WriteAsync(context, services.Control.Status(), Json.StatusReport);
        }
        catch (JsonException)
        {
            await ErrorWriter.WriteAsync(context, StatusCodes.Status400BadRequest, "The body must be Claude Code's status line JSON.");
        }
    }

    private async Task ProbeAsync(HttpContext context, Func<CancellationToken, Task> look)
    {
        await look(context.RequestAborted);
        await WriteAsync(context, services.Control.Providers(), Json.IReadOnlyListBackendStatus);
    }

    private static Task NotHereAsync(HttpContext context, string path) =>
        ErrorWriter.WriteAsync(context, StatusCodes.Status404NotFound, $"This version of the sidecar does not serve {path}.");

    private static async Task TextAsync(HttpContext context, string text)
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        await context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static async Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(value, type);
        context.Response.ContentType = "application/json";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.ContentLength = json.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(json, context.RequestAborted);
        }
    }
}
