using System.Text.Json.Nodes;

namespace ClaudeSidecar.Simulation.Local;

/// <summary>A local server's make: how it is recognised and how it refuses (local-servers 2.1, 3.1).</summary>
/// <param name="Name">The name in scripts.</param>
/// <param name="OwnedBy"><c>owned_by</c> of its models.</param>
/// <param name="Server">Its <c>Server</c> header; null for none.</param>
internal sealed record ServerKind(string Name, string OwnedBy, string? Server)
{
    public static readonly ServerKind LlamaServer = new("llama-server", "llamacpp", "llama.cpp");
    public static readonly ServerKind LmStudio = new("lm-studio", "organization_owner", null);
    public static readonly ServerKind Vllm = new("vllm", "vllm", "uvicorn");
    public static readonly ServerKind Ollama = new("ollama", "library", null);

    public static readonly IReadOnlyList<ServerKind> All = [LlamaServer, LmStudio, Vllm, Ollama];

    /// <summary>An error in this server's form.</summary>
    public JsonObject Error(int status, string type, string message) => Name switch
    {
        "lm-studio" => new() { ["error"] = message },
        "vllm" => new() { ["error"] = new JsonObject { ["message"] = message, ["type"] = status == 404 ? "NotFoundError" : "BadRequestError", ["param"] = null, ["code"] = status } },
        "ollama" => new() { ["error"] = new JsonObject { ["message"] = message, ["type"] = type, ["param"] = null, ["code"] = null } },
        _ => new() { ["error"] = new JsonObject { ["code"] = status, ["message"] = message, ["type"] = type } },
    };

    /// <summary>What it says of a prompt that does not fit; null where it fits, or where the server cuts it off without a word.</summary>
    /// <param name="prompt">Tokens of the prompt.</param>
    /// <param name="output">Tokens asked for; 0 for none named.</param>
    /// <param name="window">Tokens that fit.</param>
    public JsonObject? Overflow(int prompt, int output, int window)
    {
        switch (Name)
        {
            case "vllm" when prompt + output > window:
                return Error(400, "", $"This model's maximum context length is {window} tokens. However, you requested {output} output tokens and your prompt contains at least {prompt} input tokens, for a total of at least {prompt + output} tokens. Please reduce the length of the input prompt or the number of requested output tokens.");
            case "lm-studio" when prompt > window:
                return Error(400, "", $"The number of tokens to keep from the initial prompt is greater than the context length (n_keep: {prompt}>= n_ctx: {window}). Try to load the model with a larger context length, or provide a shorter input.");
            case "llama-server" when prompt > window:
                var error = Error(400, "exceed_context_size_error", $"request ({prompt} tokens) exceeds the available context size ({window} tokens), try increasing it");
                error["error"]!["n_prompt_tokens"] = prompt;
                error["error"]!["n_ctx"] = window;
                return error;
            default:
                return null;
        }
    }
}
