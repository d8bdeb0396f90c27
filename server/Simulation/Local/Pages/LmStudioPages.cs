using System.Text.Json;
using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Plays;
using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Simulation.Local.Pages;

/// <summary>LM Studio, which says 200 to what it does not know: only the body's shape tells (local-servers 1.3, 2.1).</summary>
internal sealed class LmStudioPages(LocalRun run)
{
    public Page Answer(string method, string path, JsonElement body) => (method, path) switch
    {
        ("GET", "/api/v1/models") => new(200, new JsonObject { ["models"] = new JsonArray([.. run.Local.Models.Select(Model)]) }),
        ("GET", "/api/v0/models") => new(200, new JsonObject { ["object"] = "list", ["data"] = new JsonArray([.. run.Local.Models.Select(OldModel)]) }),
        ("POST", "/api/v1/models/load") => Load(body),
        _ => new(200, new JsonObject { ["error"] = $"Unexpected endpoint or method. ({method} {path}). Returning 200 anyway" }),
    };

    private JsonObject Model(LocalModelScript model) => new()
    {
        ["type"] = model.Can("embedding") ? "embedding" : "llm",
        ["key"] = model.Name,
        ["display_name"] = model.Name,
        ["architecture"] = model.Family,
        ["quantization"] = new JsonObject { ["name"] = model.Quantisation, ["bits_per_weight"] = 4 },
        ["params_string"] = model.Parameters,
        ["format"] = "gguf",
        ["max_context_length"] = model.TrainedWindow,
        ["capabilities"] = new JsonObject { ["vision"] = model.Can("vision"), ["trained_for_tool_use"] = model.Can("tools") },
        ["loaded_instances"] = run.Window(model) is { } window
            ? new JsonArray(new JsonObject { ["id"] = model.Name, ["config"] = new JsonObject { ["context_length"] = window } })
            : new JsonArray(),
    };

    private JsonObject OldModel(LocalModelScript model)
    {
        var described = new JsonObject
        {
            ["id"] = model.Name,
            ["object"] = "model",
            ["type"] = model.Can("embedding") ? "embeddings" : model.Can("vision") ? "vlm" : "llm",
            ["arch"] = model.Family,
            ["quantization"] = model.Quantisation,
            ["state"] = run.Window(model) is null ? "not-loaded" : "loaded",
            ["max_context_length"] = model.TrainedWindow,
            ["capabilities"] = model.Can("tools") ? new JsonArray("tool_use") : new JsonArray(),
        };
        if (run.Window(model) is { } window)
        {
            described["loaded_context_length"] = window;
        }

        return described;
    }

    private Page Load(JsonElement body)
    {
        if (run.Local.Find(body.Text("model") ?? "") is not { } model)
        {
            return new(404, new JsonObject { ["error"] = new JsonObject { ["type"] = "model_not_found", ["message"] = $"Model \"{body.Text("model")}\" not found." } });
        }

        var window = body.Field("context_length") is { ValueKind: JsonValueKind.Number } asked && asked.TryGetInt32(out var tokens) ? tokens : model.ContextWindow;
        run.Load(model, Math.Min(window, model.TrainedWindow));
        return new(200, new JsonObject { ["type"] = "llm", ["instance_id"] = model.Name, ["load_time_seconds"] = 0.1, ["status"] = "loaded" });
    }
}
