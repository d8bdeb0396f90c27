using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Scripts;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Simulation.Local;

/// <summary>The answers by which a local server's make, its model and its window are found out (local-servers 2).</summary>
internal static class Fingerprint
{
    private static readonly JsonObject LlamaNotFound = new() { ["error"] = new JsonObject { ["message"] = "File Not Found", ["type"] = "not_found_error", ["code"] = 404 } };

    /// <summary>The status and the body for any request that is no chat; a text body is plain text.</summary>
    public static (int Status, JsonNode? Body) Answer(string method, string path, LocalScript local) => (local.Kind.Name, method, path) switch
    {
        (_, "GET", "/v1/models") => (200, Models(local)),
        ("llama-server", "GET", "/health") => (200, new JsonObject { ["status"] = "ok" }),
        ("llama-server", "GET", "/props") => (200, Props(local)),
        ("llama-server", "GET", "/slots") => (200, new JsonArray(new JsonObject { ["id"] = 0, ["n_ctx"] = local.ContextWindow, ["speculative"] = false, ["is_processing"] = false })),
        ("llama-server", _, _) => (404, LlamaNotFound.DeepClone()),
        ("vllm", "GET", "/health" or "/ping") => (200, null),
        ("vllm", "GET", "/version") => (200, new JsonObject { ["version"] = "0.17.0" }),
        ("vllm", _, _) => (404, new JsonObject { ["detail"] = "Not Found" }),
        ("ollama", "GET" or "HEAD", "/") => (200, JsonValue.Create("Ollama is running")),
        ("ollama", "GET", "/api/version") => (200, new JsonObject { ["version"] = "0.33.0" }),
        ("ollama", "GET", "/api/tags") => (200, new JsonObject { ["models"] = new JsonArray(Tag(local)) }),
        ("ollama", "GET", "/api/ps") => (200, new JsonObject { ["models"] = new JsonArray(Loaded(local)) }),
        ("ollama", "POST", "/api/show") => (200, Show(local)),
        ("ollama", _, _) => (404, JsonValue.Create("404 page not found")),
        ("lm-studio", "GET", "/api/v1/models") => (200, LmStudioModels(local)),
        ("lm-studio", "GET", "/api/v0/models") => (200, LmStudioOldModels(local)),
        // LM Studio says 200 to what it does not know: only the body's shape tells.
        _ => (200, new JsonObject { ["error"] = $"Unexpected endpoint or method. ({method} {path}). Returning 200 anyway" }),
    };

    /// <summary>Sets the headers that every answer of this make has.</summary>
    public static void Sign(IHeaderDictionary headers, ServerKind kind)
    {
        if (kind.Server is not null)
        {
            headers.Server = kind.Server;
        }
    }

    private static JsonObject Models(LocalScript local)
    {
        var model = new JsonObject { ["id"] = local.Model, ["object"] = "model", ["created"] = 1_795_222_986, ["owned_by"] = local.Kind.OwnedBy };
        if (local.Kind == ServerKind.Vllm)
        {
            model["root"] = local.Model;
            model["max_model_len"] = local.ContextWindow;
        }
        else if (local.Kind == ServerKind.LlamaServer)
        {
            model["meta"] = new JsonObject { ["vocab_type"] = 2, ["n_vocab"] = 151_936, ["n_ctx"] = local.ContextWindow, ["n_ctx_train"] = 262_144, ["n_embd"] = 2048, ["n_params"] = 30_532_122_624, ["size"] = 18_556_686_912, ["ftype"] = "Q4_K - Medium" };
        }

        return new() { ["object"] = "list", ["data"] = new JsonArray(model) };
    }

    private static JsonObject Props(LocalScript local) => new()
    {
        ["default_generation_settings"] = new JsonObject { ["n_ctx"] = local.ContextWindow },
        ["total_slots"] = 1,
        ["model_alias"] = local.Model,
        ["model_path"] = "model.gguf",
        ["modalities"] = new JsonObject { ["vision"] = false, ["video"] = false, ["audio"] = false },
        ["chat_template"] = "{# simulated #}",
        ["chat_template_caps"] = new JsonObject { ["supports_tools"] = true, ["supports_tool_calls"] = true, ["supports_system_role"] = true, ["supports_parallel_tool_calls"] = true },
        ["build_info"] = "b1-simulated",
    };

    private static JsonObject Tag(LocalScript local) => new()
    {
        ["name"] = local.Model,
        ["model"] = local.Model,
        ["size"] = 18_556_686_912,
        ["digest"] = "06c1097efce0431c2045fe7b2e5108366e43bee1b4603a7aded8f21689e90bca",
        ["details"] = new JsonObject { ["format"] = "gguf", ["family"] = "qwen3moe", ["parameter_size"] = "30.5B", ["quantization_level"] = "Q4_K_M" },
    };

    private static JsonObject Loaded(LocalScript local)
    {
        var loaded = Tag(local);
        loaded["size_vram"] = 18_556_686_912;
        loaded["context_length"] = local.ContextWindow;
        return loaded;
    }

    private static JsonObject Show(LocalScript local) => new()
    {
        ["model_info"] = new JsonObject { ["general.architecture"] = "qwen3moe", ["qwen3moe.context_length"] = 262_144 },
        ["parameters"] = $"num_ctx {local.ContextWindow}",
        ["capabilities"] = new JsonArray("completion", "tools"),
    };

    private static JsonObject LmStudioModels(LocalScript local) => new()
    {
        ["models"] = new JsonArray(new JsonObject
        {
            ["type"] = "llm",
            ["key"] = local.Model,
            ["max_context_length"] = 262_144,
            ["capabilities"] = new JsonObject { ["vision"] = false, ["trained_for_tool_use"] = true },
            ["loaded_instances"] = new JsonArray(new JsonObject { ["id"] = local.Model, ["config"] = new JsonObject { ["context_length"] = local.ContextWindow } }),
        }),
    };

    private static JsonObject LmStudioOldModels(LocalScript local) => new()
    {
        ["object"] = "list",
        ["data"] = new JsonArray(new JsonObject
        {
            ["id"] = local.Model,
            ["object"] = "model",
            ["type"] = "llm",
            ["state"] = "loaded",
            ["max_context_length"] = 262_144,
            ["loaded_context_length"] = local.ContextWindow,
            ["capabilities"] = new JsonArray("tool_use"),
        }),
    };
}
