using System.Text.Json;
using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Local.Cache;
using ClaudeSidecar.Simulation.Local.Requests;
using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Simulation.Local.Pages;

/// <summary>vLLM, SGLang, LocalAI, mlx_lm and the clouds: few pages each (local-servers 1.5, 2.1).</summary>
internal static class PythonPages
{
    public static Page Answer(LocalRun run, string method, string path, JsonElement body) =>
        run.Local.Kind == ServerKind.Vllm && (method, path) == ("GET", "/metrics") && run.Cache(Model(run.Local)) is { } cache ? Metrics(cache) : Answer(run.Local, method, path, body);

    private static Page Answer(LocalScript local, string method, string path, JsonElement body) => (local.Kind.Name, method, path) switch
    {
        ("vllm", "GET", "/health" or "/ping") => new(200, null) { NeedsKey = false },
        ("vllm", "GET", "/version") => new(200, new JsonObject { ["version"] = "0.17.0" }) { NeedsKey = false },
        ("vllm", "POST", "/tokenize") => new(200, new JsonObject { ["count"] = TokenCount.Of(body), ["max_model_len"] = Model(local).ContextWindow, ["tokens"] = new JsonArray(), ["token_strs"] = null }),
        ("sglang", "GET", "/health" or "/health_generate") => new(200, null) { NeedsKey = false },
        ("sglang", "GET", "/get_model_info") => new(200, new JsonObject { ["model_path"] = Model(local).Name, ["tokenizer_path"] = Model(local).Name, ["is_generation"] = true }),
        ("sglang", "GET", "/get_server_info") => new(200, new JsonObject { ["model_path"] = Model(local).Name, ["context_length"] = Model(local).ContextWindow, ["max_total_num_tokens"] = Model(local).ContextWindow * 4, ["version"] = "0.6.0" }),
        ("localai", "GET", "/readyz" or "/healthz") => new(200, null) { NeedsKey = false },
        ("localai", "GET", "/system") => new(200, new JsonObject { ["backends"] = new JsonArray("llama-cpp"), ["loaded_models"] = new JsonArray([.. local.Models.Where(model => model.Loaded).Select(model => new JsonObject { ["id"] = model.Name })]) }),
        ("mlx-lm", "GET", "/health") => new(200, new JsonObject { ["status"] = "ok" }),
        ("mlx-lm", _, _) => new(404, JsonValue.Create("Not Found")) { ContentType = "text/html" },
        ("localai", _, _) => new(404, new JsonObject { ["error"] = new JsonObject { ["code"] = 404, ["message"] = "Resource not found", ["type"] = "" } }),
        _ => new(404, new JsonObject { ["detail"] = "Not Found" }),
    };

    private static Page Metrics(PrefixCache cache)
    {
        var (asked, hit) = cache.Tokens;
        return new(200, JsonValue.Create(
            $"# TYPE vllm:num_requests_running gauge\nvllm:num_requests_running {cache.Running}.0\n# TYPE vllm:num_requests_waiting gauge\nvllm:num_requests_waiting {cache.Waiting}.0\n"
            + $"# TYPE vllm:prefix_cache_queries_total counter\nvllm:prefix_cache_queries_total {asked}.0\n# TYPE vllm:prefix_cache_hits_total counter\nvllm:prefix_cache_hits_total {hit}.0\n"))
        { NeedsKey = false };
    }

    private static LocalModelScript Model(LocalScript local) => local.Models is [var first, ..] ? first : new();
}
