using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ClaudeSidecar.Execution.Dialects;

namespace ClaudeSidecar.Execution.Discovery;

/// <summary>What Ollama tells of itself and its models (local-servers 2.2).</summary>
internal static partial class OllamaProfile
{
    /// <summary>Asks it; null when neither its list nor its pages say that it is Ollama.</summary>
    public static async Task<LocalServer?> AskAsync(Prober prober, ModelList list, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(
            prober.GetAsync("api/version", cancellationToken), prober.GetAsync("api/tags", cancellationToken), prober.GetAsync("api/ps", cancellationToken));
        var (version, tags, running) = (answers[0].Body.Text("version"), answers[1].Body.Items("models"), answers[2].Body.Items("models"));
        if (version is null && tags is null && list.Kind != ServerKind.Ollama)
        {
            return null;
        }

        var windows = running?.Where(model => model.Text("name") is not null).GroupBy(model => model.Text("name")!).ToDictionary(group => group.Key, group => group.First().Count("context_length"));
        var models = tags?.Where(tag => tag.Text("name") is not null).Select(Tagged) ?? list.Models();
        return new LocalServer(prober.Place, ServerKind.Ollama, [.. models.Select(model => WithState(model, windows))]) { Version = version };
    }

    /// <summary>Asks for what only a single model's page tells; the model as it was where there is no answer.</summary>
    public static async Task<LocalModel> ShowAsync(Prober prober, LocalModel model, CancellationToken cancellationToken)
    {
        var question = new JsonObject { ["model"] = model.Id };
        var shown = (await prober.PostAsync("api/show", System.Text.Encoding.UTF8.GetBytes(question.ToJsonString()), cancellationToken)).Body;
        if (shown.Field("details") is null && shown.Field("model_info") is null)
        {
            return model;
        }

        var info = shown.Field("model_info") ?? default;
        var architecture = info.Text("general.architecture");
        return WithCapabilities(model, shown.Words("capabilities")) with
        {
            // What the model's file asks for holds as long as nobody asks for something else.
            ContextLength = model.ContextLength ?? SetWindow(shown.Text("parameters")),
            MaxContext = (architecture is null ? null : info.Count($"{architecture}.context_length")) ?? model.MaxContext,
            Architecture = architecture ?? model.Architecture,
            Remote = model.Remote || IsRemote(shown),
        };
    }

    private static LocalModel Tagged(JsonElement tag)
    {
        var id = tag.Text("name")!;
        var details = tag.Field("details") ?? default;
        var family = details.Text("family");
        var model = new LocalModel(id, null)
        {
            MaxContext = details.Count("context_length"),
            Quantisation = details.Text("quantization_level"),
            Parameters = details.Text("parameter_size"),
            Architecture = family,
            Bytes = tag.Size("size"),
            Embedding = LocalModel.IsEmbeddingName(id) || family?.Contains("bert", StringComparison.OrdinalIgnoreCase) == true,
        };
        return WithCapabilities(model with { Remote = model.Remote || IsRemote(tag) }, tag.Words("capabilities"));
    }

    private static LocalModel WithCapabilities(LocalModel model, IReadOnlyList<string>? can) => can is null ? model : model with
    {
        Tools = can.Contains("tools"),
        Vision = can.Contains("vision"),
        Thinking = can.Contains("thinking"),
        Embedding = !can.Contains("completion") && can.Contains("embedding"),
    };

    private static LocalModel WithState(LocalModel model, Dictionary<string, int?>? windows) => windows is null ? model
        : windows.TryGetValue(model.Id, out var window) ? model with { State = LoadState.Loaded, ContextLength = window }
        : model with { State = LoadState.Unloaded };

    private static bool IsRemote(JsonElement described) => described.Text("remote_host") is not null || described.Text("remote_model") is not null;

    private static int? SetWindow(string? parameters) =>
        parameters is not null && NumCtx().Match(parameters) is { Success: true } set && int.TryParse(set.Groups[1].ValueSpan, out var window) ? window : null;

    [GeneratedRegex(@"^num_ctx\s+(\d{1,9})\s*$", RegexOptions.Multiline)]
    private static partial Regex NumCtx();
}
