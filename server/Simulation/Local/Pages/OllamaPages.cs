using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Local.Requests;
using ClaudeSidecar.Simulation.Plays;
using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Simulation.Local.Pages;

/// <summary>Ollama (local-servers 2.2).</summary>
internal sealed class OllamaPages(LocalRun run)
{
    public Page Answer(string method, string path, JsonElement body) => (method, path) switch
    {
        ("GET" or "HEAD", "/") => new(200, JsonValue.Create("Ollama is running")),
        ("GET", "/api/version") => new(200, new JsonObject { ["version"] = "0.33.0" }),
        ("GET", "/api/tags") => new(200, List(run.Local.Models.Select(Tag))),
        ("GET", "/api/ps") => new(200, List(run.Local.Models.Where(model => run.Window(model) is not null).Select(Loaded))),
        ("POST", "/api/show") => Show(body),
        ("POST", "/api/generate") => Preload(body),
        _ => new(404, JsonValue.Create("404 page not found")),
    };

    private static JsonObject List(IEnumerable<JsonObject> models) => new() { ["models"] = new JsonArray([.. models]) };

    private static JsonObject Tag(LocalModelScript model)
    {
        var tag = new JsonObject
        {
            ["name"] = model.Name,
            ["model"] = model.Name,
            ["modified_at"] = "2026-10-01T09:00:00.000000000Z",
            ["size"] = model.RemoteHost is null ? 18_556_686_912 : 384,
            ["digest"] = "06c1097efce0431c2045fe7b2e5108366e43bee1b4603a7aded8f21689e90bca",
            ["details"] = Details(model),
        };
        if (model.RemoteHost is { } host)
        {
            tag["remote_model"] = model.Name.Replace("-cloud", "", StringComparison.Ordinal);
            tag["remote_host"] = host;
        }

        return tag;
    }

    private static JsonObject Details(LocalModelScript model) => new()
    {
        ["parent_model"] = "",
        ["format"] = "gguf",
        ["family"] = model.Family,
        ["families"] = new JsonArray(model.Family),
        ["parameter_size"] = model.Parameters,
        ["quantization_level"] = model.Quantisation,
    };

    private JsonObject Loaded(LocalModelScript model)
    {
        var loaded = Tag(model);
        loaded["expires_at"] = run.Until(model)?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "2318-01-01T00:00:00Z";
        loaded["size_vram"] = 18_556_686_912;
        loaded["context_length"] = run.Window(model);
        return loaded;
    }

    private Page Show(JsonElement body)
    {
        if (run.Local.Find(body.Text("model") ?? body.Text("name") ?? "") is not { } model)
        {
            return Missing(body);
        }

        string[] capabilities = model.Can("embedding") ? ["embedding"] : ["completion", .. model.Capabilities];
        var shown = new JsonObject
        {
            ["details"] = Details(model),
            ["model_info"] = new JsonObject { ["general.architecture"] = model.Family, [$"{model.Family}.context_length"] = model.TrainedWindow },
            ["capabilities"] = new JsonArray([.. capabilities.Select(name => JsonValue.Create(name))]),
            ["parameters"] = $"num_ctx                        {model.ContextWindow}\ntemperature                    0.7",
            ["template"] = "{{ .Prompt }}",
        };
        if (model.RemoteHost is { } host)
        {
            shown["remote_model"] = model.Name.Replace("-cloud", "", StringComparison.Ordinal);
            shown["remote_host"] = host;
        }

        return new(200, shown);
    }

    private Page Preload(JsonElement body)
    {
        if (run.Local.Find(body.Text("model") ?? "") is not { } model)
        {
            return Missing(body);
        }

        var window = body.Field("options")?.Field("num_ctx") is { ValueKind: JsonValueKind.Number } asked && asked.TryGetInt32(out var tokens) ? tokens : model.ContextWindow;
        var isNew = run.Load(model, Math.Min(window, model.TrainedWindow), KeepAlive.Of(body));
        return new(200, new JsonObject { ["model"] = model.Name, ["created_at"] = "2026-11-21T11:00:00Z", ["response"] = "", ["done"] = true, ["done_reason"] = "load" })
        {
            After = isNew ? run.Local.LoadTime : TimeSpan.Zero,
        };
    }

    private static Page Missing(JsonElement body) => new(404, new JsonObject { ["error"] = $"model '{body.Text("model")}' not found" });
}
