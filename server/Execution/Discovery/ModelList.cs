using System.Text.Json;
using ClaudeSidecar.Execution.Dialects;

namespace ClaudeSidecar.Execution.Discovery;

/// <summary>
/// A list of models in OpenAI's dialect: the one shape that every model server has, and by which it is told from anything else that
/// listens on the same port (local-servers 2.1).
/// </summary>
internal sealed class ModelList
{
    private ModelList(IReadOnlyList<JsonElement> entries, string server) => (Entries, Server) = (entries, server);

    /// <summary>The models, each an object with an id.</summary>
    public IReadOnlyList<JsonElement> Entries { get; }

    /// <summary>The header <c>Server</c> that came with it.</summary>
    public string Server { get; }

    /// <summary>The make that the list gives away; null when it does not.</summary>
    public ServerKind? Kind => Entries.Select(entry => entry.Text("owned_by")).FirstOrDefault(owner => owner is not null) switch
    {
        "library" => ServerKind.Ollama,
        "organization_owner" => ServerKind.LmStudio,
        "llamacpp" => ServerKind.LlamaServer,
        "vllm" => ServerKind.Vllm,
        "sglang" => ServerKind.Sglang,
        "jan" => ServerKind.Jan,
        _ when Server.StartsWith("llama.cpp", StringComparison.Ordinal) => ServerKind.LlamaServer,

        // Python's own small web server: nothing else that speaks this dialect is built on it.
        _ when Entries.Count > 0 && Server.StartsWith("BaseHTTP/", StringComparison.Ordinal) => ServerKind.MlxLm,
        _ => null,
    };

    /// <summary>Reads it; null when it is something else.</summary>
    public static ModelList? Read(ProbeAnswer answer)
    {
        if (answer.Body.Text("object") != "list" || !answer.Body.TryGetProperty("data", out var data))
        {
            return null;
        }

        // Ollama without any model says null.
        var entries = data.ValueKind == JsonValueKind.Null ? [] : answer.Body.Items("data");
        return entries is not null && entries.All(entry => entry.Text("id") is not null) ? new(entries, answer.Server) : null;
    }

    /// <summary>The models as far as this list describes them.</summary>
    public IReadOnlyList<LocalModel> Models() => [.. Entries.Select(Model)];

    /// <summary>One of them.</summary>
    public static LocalModel Model(JsonElement entry)
    {
        var id = entry.Text("id")!;
        var meta = entry.Field("meta") ?? default;
        return new LocalModel(id, entry.Count("max_model_len") ?? meta.Count("n_ctx") ?? entry.Count("loaded_context_length"))
        {
            MaxContext = meta.Count("n_ctx_train") ?? entry.Count("max_context_length"),
            Bytes = meta.Size("size"),
            Quantisation = meta.Text("ftype"),
            Embedding = LocalModel.IsEmbeddingName(id),
        };
    }
}
