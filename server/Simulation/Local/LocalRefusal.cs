using System.Text.Json.Nodes;

namespace ClaudeSidecar.Simulation.Local;

/// <summary>A request that a local server does not answer, and in which words.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Type">OpenAI's or Anthropic's word for the kind of error.</param>
/// <param name="Message">The words.</param>
internal sealed record LocalRefusal(int Status, string Type, string Message)
{
    /// <summary>Tokens of the prompt, where the server names them.</summary>
    public int? PromptTokens { get; init; }

    /// <summary>Tokens that fit, where the server names them.</summary>
    public int? Window { get; init; }

    /// <summary>A 400 with these words where something is wrong; else null.</summary>
    public static LocalRefusal? When(bool isWrong, string message) => isWrong ? new(400, "invalid_request_error", message) : null;

    /// <summary>In OpenAI's dialect, as each make writes it (local-servers 1, 3.1).</summary>
    public JsonObject ForChat(ServerKind kind)
    {
        switch (kind.Name)
        {
            case "lm-studio" or "mlx-lm":
                return new() { ["error"] = Message };
            case "vllm":
                return new() { ["error"] = new JsonObject { ["message"] = Message, ["type"] = Status == 404 ? "NotFoundError" : "BadRequestError", ["param"] = null, ["code"] = Status } };
            case "sglang":
                return new() { ["object"] = "error", ["message"] = Message, ["type"] = "BadRequestError", ["param"] = null, ["code"] = Status };
            case "ollama":
                return new() { ["error"] = new JsonObject { ["message"] = Message, ["type"] = Type, ["param"] = null, ["code"] = null } };
            case "deepseek" or "kimi":
                return new() { ["error"] = new JsonObject { ["message"] = Message, ["type"] = Type, ["param"] = null, ["code"] = Type } };
            case "glm":
                return new() { ["error"] = new JsonObject { ["code"] = Status == 401 ? "1000" : "1210", ["message"] = Message } };
            default:
                var error = new JsonObject { ["code"] = Status, ["message"] = Message, ["type"] = Type };
                if (PromptTokens is { } tokens)
                {
                    error["n_prompt_tokens"] = tokens;
                    error["n_ctx"] = Window;
                }

                return new() { ["error"] = error };
        }
    }

    /// <summary>In Anthropic's dialect. llama-server keeps to OpenAI's form even here [measured].</summary>
    public JsonObject ForMessages(ServerKind kind)
    {
        if (kind == ServerKind.LlamaServer || kind == ServerKind.Jan)
        {
            return ForChat(kind);
        }

        var error = new JsonObject { ["type"] = "error", ["error"] = new JsonObject { ["type"] = Type.Length == 0 ? "invalid_request_error" : Type, ["message"] = Message } };
        if (kind == ServerKind.Ollama)
        {
            error["request_id"] = "req_simulated";
        }

        return error;
    }

    /// <summary>In Ollama's native form.</summary>
    public JsonObject ForOllama() => new() { ["error"] = Message };
}
