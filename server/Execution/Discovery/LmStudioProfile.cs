using System.Text.Json;
using ClaudeSidecar.Execution.Dialects;

namespace ClaudeSidecar.Execution.Discovery;

/// <summary>What LM Studio tells: since 0.4.0 at <c>/api/v1</c>, before at <c>/api/v0</c> (local-servers 2.2).</summary>
internal static class LmStudioProfile
{
    /// <summary>Asks it; null when neither of its lists is there.</summary>
    public static async Task<LocalServer?> AskAsync(Prober prober, CancellationToken cancellationToken)
    {
        var models = (await prober.GetAsync("api/v1/models", cancellationToken)).Body.Items("models") is { } entries && entries.All(entry => entry.Text("key") is not null)
            ? entries.SelectMany(Models)
            : (await prober.GetAsync("api/v0/models", cancellationToken)).Body.Items("data") is { } older && older.All(entry => entry.Text("id") is not null)
                ? older.Select(OldModel)
                : null;
        return models is null ? null : new LocalServer(prober.Place, ServerKind.LmStudio, [.. models]);
    }

    // A model can be loaded several times, under names of its own; each is asked for by that name.
    private static IEnumerable<LocalModel> Models(JsonElement entry)
    {
        var can = entry.Field("capabilities") ?? default;
        var key = entry.Text("key")!;
        var model = new LocalModel(key, null)
        {
            State = LoadState.Unloaded,
            MaxContext = entry.Count("max_context_length"),
            Tools = can.Flag("trained_for_tool_use"),
            Vision = can.Flag("vision"),
            Thinking = can.Flag("reasoning"),
            Embedding = entry.Text("type") is { } type ? type.StartsWith("embedding", StringComparison.Ordinal) : LocalModel.IsEmbeddingName(key),
            Quantisation = entry.Field("quantization")?.Text("name"),
            Parameters = entry.Text("params_string"),
            Bytes = entry.Size("size_bytes"),
            Architecture = entry.Text("architecture"),
        };
        var loaded = (entry.Items("loaded_instances") ?? []).Where(instance => instance.Text("id") is not null)
            .Select(instance => model with { Id = instance.Text("id")!, ContextLength = instance.Field("config")?.Count("context_length"), State = LoadState.Loaded })
            .ToList();
        return loaded.Any(instance => instance.Id == key) ? loaded : loaded.Append(model);
    }

    private static LocalModel OldModel(JsonElement entry) => new(entry.Text("id")!, entry.Count("loaded_context_length"))
    {
        State = entry.Text("state") switch { "loaded" => LoadState.Loaded, "not-loaded" => LoadState.Unloaded, "loading" => LoadState.Loading, _ => LoadState.Unknown },
        MaxContext = entry.Count("max_context_length"),
        Tools = entry.Words("capabilities")?.Contains("tool_use"),
        Vision = entry.Text("type") is { } type ? type == "vlm" : null,
        Embedding = entry.Text("type") == "embeddings",
        Quantisation = entry.Text("quantization"),
        Architecture = entry.Text("arch"),
    };
}
