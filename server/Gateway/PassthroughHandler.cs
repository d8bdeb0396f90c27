using ClaudeSidecar.Control;
using ClaudeSidecar.Decision;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Execution.Relay;
using ClaudeSidecar.Quota;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Wire;
using ClaudeSidecar.Wire.Anthropic;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Gateway;

/// <summary>
/// Every path but the Messages API: to Anthropic untouched, in both directions, whatever the size. The list of models alone is made
/// here where Claude cannot be asked for it (edge case 110).
/// </summary>
public sealed class PassthroughHandler(GatewayServices services)
{
    /// <summary>Answers one request.</summary>
    public async Task HandleAsync(HttpContext context, WorkspacePath path)
    {
        var provider = Home(services.Routing.Options.Current);
        var wantsModels = HttpMethods.IsGet(context.Request.Method) && path.Path == "/v1/models";
        if (wantsModels && (provider is null || IsPinnedAway(context, provider)))
        {
            await WriteModelsAsync(context);
            return;
        }

        context.Response.Headers[HeaderNames.Provider] = provider?.Name ?? "sidecar";
        context.Response.Headers[HeaderNames.Reason] = RouteReason.Passthrough.Word();
        if (provider is null || services.Backends.Find(provider.Name) is not { } backend)
        {
            await ErrorWriter.WriteUnavailableAsync(context, "No provider takes the client's credentials: this path cannot be passed through.");
            return;
        }

        var hasBody = context.Request.ContentLength is > 0 || context.Request.Headers.TransferEncoding.Count > 0;
        await using var reply = await backend.SendAsync(
            new()
            {
                Method = context.Request.Method,
                PathAndQuery = path.Path + context.Request.QueryString.Value,
                Headers = context.Request.Headers,
                BodyStream = hasBody ? context.Request.Body : null,
            },
            context.RequestAborted);
        if (reply.Status == 0 && wantsModels)
        {
            await WriteModelsAsync(context);
            return;
        }

        if (reply.Status == 0)
        {
            await ErrorWriter.WriteAsync(context, StatusCodes.Status502BadGateway, $"{provider.Name} cannot be reached: {reply.FailureDetail}.");
            return;
        }

        if (RateLimitHeaders.Read(reply.Headers, services.Routing.Time.GetUtcNow()) is { } reading)
        {
            services.Routing.Quota.Record(AccountKey.Of(context.Request.Headers), reading);
        }

        await using var held = new HeldReply
        {
            Reply = reply,
            Held = ReadOnlyMemory<byte>.Empty,
            Rest = reply.Body.GetAsyncEnumerator(context.RequestAborted),
        };
        var end = await ResponseRelay.CopyAsync(held, context.Response, transcript: null, context.RequestAborted);
        if (end.Broken is not (FailureKind.None or FailureKind.ClientGone))
        {
            context.Abort();
        }
    }

    // Whoever wants to know the models wants to know which can answer: while Claude cannot, these are the others'.
    private async Task WriteModelsAsync(HttpContext context)
    {
        var models = ModelCatalogue.Write(services.Control.Providers());
        context.Response.Headers[HeaderNames.Provider] = "sidecar";
        context.Response.Headers[HeaderNames.Reason] = RouteReason.Own.Word();
        context.Response.Headers[HeaderNames.RequestId] = MintedIds.Request();
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = models.Length;
        await context.Response.Body.WriteAsync(models, context.RequestAborted);
    }

    private bool IsPinnedAway(HttpContext context, ProviderOptions home)
    {
        var session = context.Request.Headers[HeaderNames.ClaudeSession].FirstOrDefault();
        return !Pins.Matches(services.Routing.Routes.For(session, services.Routing.Options.Current), home);
    }

    private static ProviderOptions? Home(SidecarOptions options) =>
        options.Providers.OrderBy(provider => provider.Priority).FirstOrDefault(provider => provider is { Dialect: Dialect.Anthropic, Credentials: CredentialKind.Client });
}
