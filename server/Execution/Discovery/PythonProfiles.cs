using System.Text.Json;
using ClaudeSidecar.Execution.Dialects;

namespace ClaudeSidecar.Execution.Discovery;

/// <summary>vLLM and SGLang: one model, loaded before they answer at all (local-servers 1.4, 1.5, 2.1).</summary>
internal static class PythonProfiles
{
    /// <summary>Asks vLLM. Whether it was started with a parser for calls it tells nobody.</summary>
    public static async Task<LocalServer> AskVllmAsync(Prober prober, ModelList list, CancellationToken cancellationToken) =>
        new(prober.Place, ServerKind.Vllm, [.. list.Models().Select(Loaded)]) { Version = (await prober.GetAsync("version", cancellationToken)).Body.Text("version") };

    /// <summary>Asks SGLang.</summary>
    public static async Task<LocalServer> AskSglangAsync(Prober prober, ModelList list, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(prober.GetAsync("get_server_info", cancellationToken), prober.GetAsync("get_model_info", cancellationToken));
        var (server, model) = (answers[0].Body, answers[1].Body);
        return new LocalServer(prober.Place, ServerKind.Sglang, [.. list.Models().Select(listed => Loaded(listed) with
        {
            // One request cannot have more than the whole cache.
            ContextLength = Smaller(listed.ContextLength ?? server.Count("context_length"), server.Count("max_total_num_tokens")),

            // Without a parser calls arrive as text; we read them all the same, so that only "yes" is told.
            Tools = server.Text("tool_call_parser") is null ? null : true,
            Thinking = server.Text("reasoning_parser") is null ? null : true,
            Vision = model.Flag("has_image_understanding"),
            Embedding = model.Flag("is_generation") == false,
            Quantisation = server.Text("quantization"),
        })])
        {
            Version = server.Text("version"),
        };
    }

    private static LocalModel Loaded(LocalModel model) => model with { State = LoadState.Loaded };

    private static int? Smaller(int? one, int? other) => one is { } first && other is { } second ? Math.Min(first, second) : one ?? other;
}
