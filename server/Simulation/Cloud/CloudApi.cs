using System.Text.Json;
using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Cloud.Rules;
using ClaudeSidecar.Simulation.Hosting;
using ClaudeSidecar.Simulation.Plays;
using ClaudeSidecar.Simulation.Scripts;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Simulation.Cloud;

/// <summary>The Anthropic API: credentials, then the request's form, then faults and quota, then the answer.</summary>
internal sealed class CloudApi(SimulatorScript script, TimeProvider time) : ISimulatedApi
{
    private static readonly string[] ModelIds = ["claude-opus-5-5", "claude-sonnet-5-5", "claude-haiku-5-5", "claude-fable-5-2", "claude-sonnet-5", "claude-opus-4-8", "claude-haiku-4-5-20251001"];

    private readonly BenchUpstream _bench = new(time);
    private CloudRun _run = new(script, time);

    /// <inheritdoc/>
    public bool Records => _run.Script.Bench is null;

    /// <inheritdoc/>
    public void Load(SimulatorScript script) => _run = new(script, time);

    /// <inheritdoc/>
    public bool SetQuota(IReadOnlyList<QuotaWindowScript> windows)
    {
        _run.Quota.Set(windows);
        return true;
    }

    /// <inheritdoc/>
    public Task AnswerAsync(HttpContext context, ReceivedRequest request)
    {
        var run = _run;
        if (run.Script.Bench is { } bench)
        {
            return _bench.AnswerAsync(context, request, bench, BenchDialect.Anthropic);
        }

        var exchange = new CloudExchange(context, request, run, time);
        return (context.Request.Method, context.Request.Path.Value) switch
        {
            ("HEAD" or "GET", "/" or "/api/hello") => exchange.SendAsync(200, new JsonObject()),
            _ when Credentials.Read(context.Request.Headers).Refusal is { } refusal => exchange.RefuseAsync(refusal),
            ("POST", "/v1/messages") => MessagesAsync(exchange, request, run),
            ("POST", "/v1/messages/count_tokens") => CountAsync(exchange, request, run),
            ("GET", "/v1/models") => exchange.SendAsync(200, Models()),
            (_, "/v1/messages" or "/v1/messages/count_tokens") => exchange.RefuseAsync(new(405, "invalid_request_error", "Method Not Allowed")),
            _ => exchange.RefuseAsync(new(404, "not_found_error", "Not found")),
        };
    }

    private static async Task MessagesAsync(CloudExchange exchange, ReceivedRequest request, CloudRun run)
    {
        var (body, refusal) = RequestRules.Read(request, run.Cloud.ContextWindow, counting: false);
        if (refusal is not null)
        {
            await exchange.RefuseAsync(refusal);
            return;
        }

        var conversation = AnthropicConversation.Read(body);
        IReadOnlyList<Incident> faults = [];
        if (!conversation.IsAuxiliary)
        {
            request.MainNumber = run.CountMain();
            faults = run.Faults.Take(request.MainNumber.Value, Stage.Find(run.Script.Plays, conversation).Prompt, conversation.Model);
        }

        await exchange.AnswerAsync(body, conversation, faults);
    }

    private static Task CountAsync(CloudExchange exchange, ReceivedRequest request, CloudRun run)
    {
        var (_, refusal) = RequestRules.Read(request, run.Cloud.ContextWindow, counting: true);
        return refusal is null
            ? exchange.SendAsync(200, new JsonObject { ["input_tokens"] = RequestRules.CountTokens(request) })
            : exchange.RefuseAsync(refusal);
    }

    private static JsonObject Models() => new()
    {
        ["data"] = new JsonArray([.. ModelIds.Select(id => new JsonObject { ["type"] = "model", ["id"] = id, ["display_name"] = id, ["created_at"] = "2026-01-01T00:00:00Z" })]),
        ["has_more"] = false,
        ["first_id"] = ModelIds[0],
        ["last_id"] = ModelIds[^1],
    };
}
