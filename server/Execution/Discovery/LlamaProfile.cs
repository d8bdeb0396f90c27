using System.Text.Json;
using ClaudeSidecar.Execution.Dialects;

namespace ClaudeSidecar.Execution.Discovery;

/// <summary>
/// What llama-server tells: with one model, or as a router of several (local-servers 2.2, 3.2). <c>/slots</c> and <c>/metrics</c> are
/// never asked: polling them keeps requests from being cancelled (local-servers 3.4).
/// </summary>
internal static class LlamaProfile
{
    private const int MostAsked = 4;

    /// <summary>Asks it.</summary>
    public static async Task<LocalServer> AskAsync(Prober prober, ModelList list, CancellationToken cancellationToken)
    {
        var answer = await prober.GetAsync("props", cancellationToken);
        if (IsStarting(answer))
        {
            return new LocalServer(prober.Place, ServerKind.LlamaServer, [.. list.Models().Select(model => model with { State = LoadState.Loading })]);
        }

        var props = answer.Body;
        var models = props.Text("role") == "router"
            ? await RoutedAsync(prober, list, cancellationToken)
            : [.. list.Entries.Select(entry => Model(entry, props))];
        return new LocalServer(prober.Place, ServerKind.LlamaServer, models) { Version = props.Text("build_info") };
    }

    /// <summary>The server while it loads its model: it answers 503 to every question, newer builds but for the list of models (local-servers 3.2).</summary>
    public static bool IsStarting(ProbeAnswer answer) =>
        answer.Status == 503 && answer.Body.Field("error") is { } error && error.Text("type") == "unavailable_error" && error.Text("message") == "Loading model";

    private static async Task<IReadOnlyList<LocalModel>> RoutedAsync(Prober prober, ModelList list, CancellationToken cancellationToken)
    {
        var running = list.Entries.Where(entry => StateOf(entry) == LoadState.Loaded).Take(MostAsked).ToList();
        var pages = await Task.WhenAll(running.Select(entry => prober.GetAsync($"props?model={Uri.EscapeDataString(entry.Text("id")!)}&autoload=false", cancellationToken)));
        return [.. list.Entries.Select(entry => running.IndexOf(entry) is >= 0 and var index ? Model(entry, pages[index].Body) : Model(entry, default))];
    }

    private static LocalModel Model(JsonElement entry, JsonElement props)
    {
        var model = ModelList.Model(entry);
        var template = props.Text("chat_template");
        var can = props.Field("chat_template_caps") ?? default;
        return model with
        {
            // For each slot: what one request can have.
            ContextLength = props.Field("default_generation_settings")?.Count("n_ctx") ?? model.ContextLength,
            State = props.Flag("is_sleeping") == true ? LoadState.Sleeping : StateOf(entry),
            Tools = can.Flag("supports_tool_calls") ?? can.Flag("supports_tools"),
            Vision = props.Field("modalities")?.Flag("vision"),
            Thinking = template is null ? null : template.Contains("<think>", StringComparison.Ordinal) || template.Contains("enable_thinking", StringComparison.Ordinal),
            Quantisation = props.Text("model_ftype") ?? model.Quantisation,
        };
    }

    private static LoadState StateOf(JsonElement entry) => entry.Field("status")?.Text("value") switch
    {
        null => LoadState.Loaded,
        "loaded" => LoadState.Loaded,
        "unloaded" => LoadState.Unloaded,
        "loading" => LoadState.Loading,
        "sleeping" => LoadState.Sleeping,
        "failed" => LoadState.Failed,
        _ => LoadState.Unknown,
    };
}
