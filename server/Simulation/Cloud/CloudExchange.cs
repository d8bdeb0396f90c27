using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Cloud.Rules;
using ClaudeSidecar.Simulation.Hosting;
using ClaudeSidecar.Simulation.Plays;
using ClaudeSidecar.Simulation.Scripts;
using ClaudeSidecar.Wire;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Simulation.Cloud;

/// <summary>One request and its answer: headers, faults, body.</summary>
internal sealed class CloudExchange(HttpContext context, ReceivedRequest request, CloudRun run, TimeProvider time)
{
    private const string Page = "<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>\n";

    private readonly Credential _credential = Credentials.Read(context.Request.Headers).Credential;
    private readonly string _requestId = SimulatedMessage.Mint("req_01");

    /// <summary>Answers a valid Messages request, unless a fault or the quota says otherwise.</summary>
    public async Task AnswerAsync(JsonElement body, Conversation conversation, IReadOnlyList<Incident> faults)
    {
        if (faults.Count > 0)
        {
            request.Incident = string.Join(' ', faults.Select(fault => fault.Name));
        }

        foreach (var fault in faults)
        {
            if (await PlayFaultAsync(fault))
            {
                return;
            }
        }

        var (admitted, windows) = run.Quota.Ask(conversation.Model, drains: !conversation.IsAuxiliary);
        QuotaHeaders.Write(context.Response.Headers, _credential, windows);
        if (!admitted)
        {
            await RefuseForQuotaAsync(windows);
            return;
        }

        var answer = Stage.Play(run.Script.Plays, conversation);
        (request.Play, request.Step) = (answer.Play, answer.Step);
        var usage = MessageUsage.Of(RequestRules.CountTokens(request), CacheRules.Breakpoints(body).Any(), conversation.Turns.All(turn => turn.Speaker != Speaker.Assistant));
        var thinking = body.Field("thinking");
        if (thinking?.Text("type") is not ("enabled" or "adaptive"))
        {
            answer = answer with { Thinking = "" };
        }

        var message = new SimulatedMessage(conversation.Model, answer, usage, thinking?.Text("display") != "omitted");
        if (body.Field("stream") is { ValueKind: JsonValueKind.True } && faults.All(fault => fault.Name != "json-on-stream"))
        {
            await StreamAsync(message.Events(run.Cloud.Pace), faults);
        }
        else
        {
            await SendAsync(200, message.Whole());
        }
    }

    /// <summary>Sends an error.</summary>
    public Task RefuseAsync(Refusal refusal)
    {
        request.Refusal = refusal.Message;
        if (refusal.ShouldRetry is { } retry)
        {
            context.Response.Headers[HeaderNames.ShouldRetry] = retry ? "true" : "false";
        }

        return SendAsync(refusal.Status, refusal.Body(_requestId));
    }

    /// <summary>Sends a whole JSON body.</summary>
    public Task SendAsync(int status, JsonNode json) => SendAsync(status, "application/json", CompactJson.Bytes(json));

    private async Task SendAsync(int status, string type, byte[] bytes)
    {
        Begin(status, type);
        var body = AnswerBody.Open(context, run.Cloud.Compress, time);
        await using (body)
        {
            if (context.Response.Headers.ContentEncoding.Count == 0)
            {
                context.Response.ContentLength = bytes.Length;
            }

            if (context.Request.Method != "HEAD")
            {
                await body.SendAsync(bytes);
            }
        }
    }

    private void Begin(int status, string type)
    {
        request.Status = status;
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.Headers[HeaderNames.RequestId] = _requestId;
        context.Response.Headers["anthropic-organization-id"] = "00000000-0000-4000-8000-000000000000";
        context.Response.Headers.Server = "cloudflare";
        context.Response.Headers["cf-cache-status"] = "DYNAMIC";
    }

    private Task RefuseForQuotaAsync(IReadOnlyList<WindowReading> windows)
    {
        context.Response.Headers.RetryAfter = QuotaHeaders.RetryAfter(windows, time.GetUtcNow());
        return RefuseAsync(new(429, "rate_limit_error", "This request would exceed your account's rate limit. Please try again later.") { ShouldRetry = true });
    }

    /// <summary>Plays what comes instead of an answer, or before it.</summary>
    /// <returns>True where that was the answer.</returns>
    private async Task<bool> PlayFaultAsync(Incident fault)
    {
        switch (fault.Name)
        {
            case "slow-headers":
                await Task.Delay(TimeSpan.FromSeconds(fault.Argument), time, context.RequestAborted);
                return false;
            case "429-window" or "429-model-window":
                var windows = run.Quota.Pretend(fault.Name == "429-window" ? "5h" : "7d_oi");
                QuotaHeaders.Write(context.Response.Headers, _credential, windows);
                await RefuseForQuotaAsync(windows);
                return true;
            case "429-plain":
                await RefuseAsync(new(429, "rate_limit_error", "Number of concurrent connections has exceeded your rate limit. Please try again later.") { ShouldRetry = true });
                return true;
            case "429-credits":
                context.Response.Headers[HeaderNames.UnifiedPrefix + "status"] = "allowed";
                context.Response.Headers[HeaderNames.UnifiedPrefix + "overage-disabled-reason"] = "out_of_credits";
                await RefuseAsync(new(429, "rate_limit_error", "Extra usage is required for long context requests.") { Code = "credits_required", ShouldRetry = false });
                return true;
            case "529":
                await RefuseAsync(new(529, "overloaded_error", "Overloaded") { ShouldRetry = true });
                return true;
            case "500":
                await RefuseAsync(new(500, "api_error", "Internal server error") { ShouldRetry = true });
                return true;
            case "401":
                await RefuseAsync(new(401, "authentication_error", "Invalid authentication credentials") { ShouldRetry = false });
                return true;
            case "403":
                await RefuseAsync(new(403, "permission_error", "Your account does not have access to this model.") { ShouldRetry = false });
                return true;
            case "502-html":
                await SendAsync(502, "text/html", Encoding.UTF8.GetBytes(Page));
                return true;
            case "html-200":
                await SendAsync(200, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(Page));
                return true;
            case "empty-200":
                await SendAsync(200, "text/event-stream; charset=utf-8", []);
                return true;
            case "error-first-event":
                await StreamAsync([SimulatedMessage.Event(new Refusal(529, "overloaded_error", "Overloaded").Body(_requestId))], []);
                return true;
            default:
                return false;
        }
    }

    private async Task StreamAsync(IReadOnlyList<byte[]> events, IReadOnlyList<Incident> faults)
    {
        Begin(200, "text/event-stream; charset=utf-8");
        context.Response.Headers.CacheControl = "no-cache";
        await using var body = AnswerBody.Open(context, run.Cloud.Compress, time);
        var sent = 0;
        for (var number = 0; number < events.Count; number++)
        {
            if (await BreakOffAsync(body, number, faults))
            {
                return;
            }

            await body.WaitAsync(run.Cloud.Pace.EventDelay);
            var bytes = events[number];
            if (faults.FirstOrDefault(fault => fault.Name == "reset-at-byte") is { } reset && sent + bytes.Length > reset.Argument)
            {
                await body.SendAsync(bytes.AsMemory(0, Math.Max(0, (int)reset.Argument - sent)));
                body.Cut(reset: true);
                return;
            }

            await body.SendAsync(bytes);
            sent += bytes.Length;
        }
    }

    private static async Task<bool> BreakOffAsync(AnswerBody body, int eventsSent, IReadOnlyList<Incident> faults)
    {
        foreach (var fault in faults)
        {
            switch (fault.Name)
            {
                case "start-then-eof" when eventsSent == 1:
                    return true;
                case "cut-after-events" when eventsSent == (int)fault.Argument:
                    body.Cut(reset: false);
                    return true;
                case "stall-after-events" when eventsSent == (int)fault.Argument:
                    await body.StallAsync();
                    return true;
            }
        }

        return false;
    }
}
