using System.Text.Json;
using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Local.Requests;
using ClaudeSidecar.Simulation.Plays;
using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Simulation.Local.Pages;

/// <summary>llama-server, and Jan, whose engine it is (local-servers 7.1).</summary>
internal sealed class LlamaPages(LocalRun run)
{
    private readonly LocalModelScript _model = run.Local.Models is [var first, ..] ? first : new();

    public Page Answer(string method, string path, JsonElement body) => (method, path) switch
    {
        ("GET", "/health") => new(200, new JsonObject { ["status"] = "ok" }) { NeedsKey = false },
        _ when run.Local.Kind == ServerKind.Jan => NotFound,
        ("GET", "/props") => new(200, Props()),
        ("GET", "/slots") => new(200, new JsonArray([.. (run.Cache(_model)?.Slots ?? [false]).Select(Slot)])),
        ("GET", "/metrics") when run.Cache(_model) is { } cache => new(200, JsonValue.Create(
            $"# TYPE llamacpp:requests_processing gauge\nllamacpp:requests_processing {cache.Running}\n# TYPE llamacpp:requests_deferred gauge\nllamacpp:requests_deferred {cache.Waiting}\n")),
        ("POST", "/v1/chat/completions/input_tokens") => new(200, new JsonObject { ["input_tokens"] = TokenCount.Of(body), ["object"] = "response.input_tokens" }),
        ("POST", "/apply-template") => new(200, new JsonObject { ["prompt"] = body.Field("messages")?.GetRawText() ?? "" }),
        ("POST", "/tokenize") => new(200, new JsonObject { ["tokens"] = new JsonArray([.. Enumerable.Range(0, TokenCount.Of(body)).Select(token => JsonValue.Create(token))]) }),
        _ => NotFound,
    };

    /// <summary>What llama-server says at every path but that of its models while it loads; <c>/health</c> wants no key even then.</summary>
    public static Page Loading(string path) =>
        new(503, new LocalRefusal(503, "unavailable_error", "Loading model").ForChat(ServerKind.LlamaServer)) { NeedsKey = path != "/health" };

    private static Page NotFound => new(404, new JsonObject { ["error"] = new JsonObject { ["message"] = "File Not Found", ["type"] = "not_found_error", ["code"] = 404 } });

    private JsonObject Slot(bool isBusy, int id) => new() { ["id"] = id, ["n_ctx"] = _model.ContextWindow, ["speculative"] = false, ["is_processing"] = isBusy };

    private JsonObject Props() => new()
    {
        ["default_generation_settings"] = new JsonObject { ["n_ctx"] = _model.ContextWindow },
        ["total_slots"] = run.Local.Prefill?.Slots ?? 1,
        ["model_alias"] = _model.Name,
        ["model_path"] = $"{_model.Name}.gguf",
        ["model_ftype"] = _model.Quantisation,
        ["modalities"] = new JsonObject { ["vision"] = _model.Can("vision"), ["video"] = false, ["audio"] = false },
        ["chat_template"] = "{# simulated #}",
        ["chat_template_caps"] = new JsonObject { ["supports_tools"] = _model.Can("tools"), ["supports_tool_calls"] = _model.Can("tools"), ["supports_system_role"] = true, ["supports_parallel_tool_calls"] = true },
        ["build_info"] = "b1-simulated",
    };
}
