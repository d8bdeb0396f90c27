using System.Text.Json;
using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Local.Dialects;
using ClaudeSidecar.Simulation.Local.Requests;
using ClaudeSidecar.Simulation.Plays;
using ClaudeSidecar.Simulation.Scripts;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Simulation.Local.Pages;

/// <summary>The answers by which a server's make, its models and their windows are found out, and by which tokens are counted (local-servers 2).</summary>
internal sealed class Fingerprint(LocalRun run)
{
    private static readonly MessagesDialect Messages = new();

    private readonly LocalScript _local = run.Local;

    /// <summary>The page for any request that is no chat.</summary>
    public Page Answer(string method, string path, ReadOnlyMemory<byte> body) => (_local.Kind.Name, method, path) switch
    {
        ("llama-server", _, not ("/v1/models" or "/models")) when run.IsStarting => LlamaPages.Loading(path),
        (_, "POST", _) when path.EndsWith("/v1/messages/count_tokens", StringComparison.Ordinal) && _local.Kind.Messages is { CountsTokens: true } => Count(Read(body)),
        (_, "GET", _) when path.EndsWith("/models", StringComparison.Ordinal) && !path.StartsWith("/api/v", StringComparison.Ordinal) => new(200, Models()),
        ("llama-server" or "jan", _, _) => new LlamaPages(run).Answer(method, path, Read(body)),
        ("ollama", _, _) => new OllamaPages(run).Answer(method, path, Read(body)),
        ("lm-studio", _, _) => new LmStudioPages(run).Answer(method, path, Read(body)),
        _ => PythonPages.Answer(run, method, path, Read(body)),
    };

    /// <summary>True for makes that load their one model at their start, and not within the first request.</summary>
    public static bool LoadsAtStart(ServerKind kind) => kind == ServerKind.LlamaServer || kind == ServerKind.Vllm || kind == ServerKind.Sglang;

    /// <summary>Sets the headers that every answer of this make has.</summary>
    public static void Sign(IHeaderDictionary headers, ServerKind kind)
    {
        if (kind.Server is not null)
        {
            headers.Server = kind.Server;
        }
    }

    private static JsonElement Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return body.IsEmpty ? default : JsonElement.Parse(body.Span);
        }
        catch (JsonException)
        {
            return default;
        }
    }

    // The template is rendered to be counted: it raises here too [measured].
    private Page Count(JsonElement body)
    {
        var model = _local.Find(body.Text("model") ?? "") ?? (_local.Models is [var first, ..] ? first : new());
        if (Messages.Refuse(body, _local, model) is { } refusal)
        {
            return new(refusal.Status, Messages.Write(refusal, _local.Kind));
        }

        var count = new JsonObject { ["input_tokens"] = TokenCount.Of(body) };
        if (_local.Kind == ServerKind.Vllm)
        {
            count["context_management"] = new JsonObject { ["original_input_tokens"] = TokenCount.Of(body) };
        }

        return new(200, count);
    }

    private JsonObject Models() => new() { ["object"] = "list", ["data"] = new JsonArray([.. _local.Models.Select(Model)]) };

    private JsonObject Model(LocalModelScript model)
    {
        var described = new JsonObject { ["id"] = model.Name, ["object"] = "model", ["created"] = 1_795_222_986, ["owned_by"] = _local.Kind.OwnedBy };
        if (_local.Kind == ServerKind.Vllm || _local.Kind == ServerKind.Sglang)
        {
            described["root"] = model.Name;
            described["max_model_len"] = model.ContextWindow;
        }
        else if (_local.Kind == ServerKind.LlamaServer && run.IsStarting)
        {
            described["meta"] = null;
        }
        else if (_local.Kind == ServerKind.LlamaServer)
        {
            described["meta"] = new JsonObject { ["vocab_type"] = 2, ["n_vocab"] = 151_936, ["n_ctx"] = model.ContextWindow, ["n_ctx_train"] = model.TrainedWindow, ["n_embd"] = 2048, ["n_params"] = 30_532_122_624, ["size"] = 18_556_686_912, ["ftype"] = model.Quantisation };
        }

        return described;
    }
}
