namespace ClaudeSidecar.Simulation.Local;

/// <summary>What each make says of a prompt that does not fit (local-servers 3.1).</summary>
internal static class Overflow
{
    /// <summary>The refusal; null where it fits, or where the server cuts it off without a word.</summary>
    /// <param name="kind">The make.</param>
    /// <param name="prompt">Tokens of the prompt.</param>
    /// <param name="output">Tokens asked for; 0 for none named.</param>
    /// <param name="window">Tokens that fit.</param>
    public static LocalRefusal? Judge(ServerKind kind, int prompt, int output, int window) => kind.Name switch
    {
        "ollama" or "mlx-lm" => null,
        "vllm" => prompt + output <= window ? null : new(400, "", $"This model's maximum context length is {window} tokens. However, you requested {output} output tokens and your prompt contains at least {prompt} input tokens, for a total of at least {prompt + output} tokens. Please reduce the length of the input prompt or the number of requested output tokens."),
        _ when prompt <= window => null,
        "sglang" => new(400, "", $"The input ({prompt} tokens) is longer than the model's context length ({window} tokens)."),
        "lm-studio" => new(400, "", $"The number of tokens to keep from the initial prompt is greater than the context length (n_keep: {prompt}>= n_ctx: {window}). Try to load the model with a larger context length, or provide a shorter input."),
        "deepseek" or "kimi" or "glm" => new(400, "invalid_request_error", $"This model's maximum context length is {window} tokens. However, you requested {prompt + output} tokens ({prompt} in the messages, {output} in the completion). Please reduce the length of the messages or completion."),
        _ => new(400, "exceed_context_size_error", $"request ({prompt} tokens) exceeds the available context size ({window} tokens), try increasing it") { PromptTokens = prompt, Window = window },
    };
}
