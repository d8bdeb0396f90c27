using ClaudeSidecar.Simulation.Hosting;
using ClaudeSidecar.Simulation.Local.Dialects;
using ClaudeSidecar.Simulation.Local.Pages;
using ClaudeSidecar.Simulation.Scripts;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Simulation.Local;

/// <summary>A local model server: what it is, then whether it will, then the chat in the dialect that was chosen by the path.</summary>
internal sealed class LocalApi(SimulatorScript script, TimeProvider time) : ISimulatedApi
{
    private static readonly ChatDialect Chat = new();
    private static readonly MessagesDialect Messages = new();
    private static readonly OllamaDialect Ollama = new();

    private readonly BenchUpstream _bench = new(time);
    private LocalRun _run = new(script, time);

    /// <inheritdoc/>
    public bool Records => _run.Script.Bench is null;

    /// <inheritdoc/>
    public void Load(SimulatorScript script) => _run = new(script, time);

    /// <inheritdoc/>
    public bool SetQuota(IReadOnlyList<QuotaWindowScript> windows) => false;

    /// <inheritdoc/>
    public Task AnswerAsync(HttpContext context, ReceivedRequest request)
    {
        var run = _run;
        var path = context.Request.Path.Value ?? "/";
        var dialect = context.Request.Method == "POST" ? Find(path, run.Local.Kind) : null;
        if (dialect is not null)
        {
            return run.Script.Bench is { } bench
                ? _bench.AnswerAsync(context, request, bench, dialect == Messages ? BenchDialect.Anthropic : BenchDialect.OpenAi)
                : new LocalExchange(context, request, run, dialect, time).ChatAsync();
        }

        var exchange = new LocalExchange(context, request, run, Chat, time);
        return exchange.PageAsync(new Fingerprint(run).Answer(context.Request.Method, path, request.Body));
    }

    // Clouds have the endpoints under a path of their own.
    private static ILocalDialect? Find(string path, ServerKind kind) =>
        path.EndsWith("/chat/completions", StringComparison.Ordinal) ? Chat
        : path.EndsWith("/v1/messages", StringComparison.Ordinal) && kind.Messages is not null ? Messages
        : path == "/api/chat" && kind == ServerKind.Ollama ? Ollama
        : null;
}
