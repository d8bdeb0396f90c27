using ClaudeSidecar.Decision;
using ClaudeSidecar.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Gateway;

/// <summary>Paths to handlers, and nothing else.</summary>
public sealed partial class GatewayEndpoints(
    GatewayServices services, ControlHandlers control, MessagesHandler messages, PassthroughHandler passthrough, ILogger<GatewayEndpoints> logger)
{
    /// <summary>Answers one request; nothing escapes.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        services.Activity.Begin();
        try
        {
            await RouteAsync(context);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            LogClientGone(context.Request.Method);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            LogFault(exception);
            await ErrorWriter.WriteAsync(context, StatusCodes.Status500InternalServerError, "The sidecar failed; its log tells why.");
        }
        finally
        {
            services.Activity.End();
        }
    }

    private Task RouteAsync(HttpContext context)
    {
        if (LoopbackGuard.Refuse(context) is { } refused)
        {
            return ErrorWriter.WriteAsync(context, refused.Status, refused.Sentence);
        }

        // The target as written: a decoded path would not be what the upstream must see.
        if (WorkspacePath.OfTarget(context.Features.Get<IHttpRequestFeature>()!.RawTarget) is not { } path)
        {
            return ErrorWriter.WriteAsync(context, StatusCodes.Status400BadRequest, "The target of a request must be a path.");
        }

        if (path.Key is null && control.HandleAsync(context, path.Path) is { } answered)
        {
            return answered;
        }

        // Until a backend's answer is at hand, what goes out is our own.
        context.Response.Headers[HeaderNames.Provider] = "sidecar";
        context.Response.Headers[HeaderNames.Reason] = RouteReason.Own.Word();
        if (control.IsOpenedBy(context.Request))
        {
            // Misspelt, it would go to Anthropic, and the token with it.
            return ErrorWriter.WriteAsync(context, StatusCodes.Status404NotFound, "There is no such path for the sidecar's own token.");
        }

        return (context.Request.Method, path.Path) switch
        {
            ("POST", "/v1/messages" or "/v1/messages/count_tokens") => messages.HandleAsync(context, path),
            ("GET" or "HEAD", "/") or ("HEAD", "/api/hello") => HelloAsync(context),
            _ => passthrough.HandleAsync(context, path),
        };
    }

    // The client warms its connection so: any answer will do, and no upstream is needed for it (claude-wire 4a).
    private static Task HelloAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.WriteAsync("ClaudeSidecar is listening.\n", context.RequestAborted);
    }

    [LoggerMessage(EventId = 4001, EventName = "ClientGone", Level = LogLevel.Debug, Message = "The client went away during {Method}")]
    private partial void LogClientGone(string method);

    [LoggerMessage(EventId = 4002, EventName = "Fault", Level = LogLevel.Error, Message = "A request failed")]
    private partial void LogFault(Exception exception);
}
