using System.Text.Json;
using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Hosting;
using ClaudeSidecar.Simulation.Plays;
using ClaudeSidecar.Simulation.Scripts;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Simulation.Local;

/// <summary>A local model server: what it is, then whether it will, then the chat.</summary>
internal sealed class LocalApi(SimulatorScript script, TimeProvider time) : ISimulatedApi
{
    private readonly BenchUpstream _bench = new(time);
    private LocalRun _run = new(script);

    /// <inheritdoc/>
    public bool Records => _run.Script.Bench is null;

    /// <inheritdoc/>
    public void Load(SimulatorScript script) => _run = new(script);

    /// <inheritdoc/>
    public bool SetQuota(IReadOnlyList<QuotaWindowScript> windows) => false;

    /// <inheritdoc/>
    public Task AnswerAsync(HttpContext context, ReceivedRequest request)
    {
        var run = _run;
        var path = context.Request.Path.Value ?? "/";
        if (context.Request.Method == "POST" && path is "/v1/chat/completions" or "/chat/completions")
        {
            return run.Script.Bench is { } bench
                ? _bench.AnswerAsync(context, request, bench, BenchDialect.OpenAi)
                : new LocalExchange(context, request, run, time).ChatAsync();
        }

        var (status, body) = Fingerprint.Answer(context.Request.Method, path, run.Local);
        return new LocalExchange(context, request, run, time).SendAsync(status, body);
    }
}
