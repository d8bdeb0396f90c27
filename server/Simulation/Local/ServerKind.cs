namespace ClaudeSidecar.Simulation.Local;

/// <summary>A server's make: what it serves, how it is recognised and what it does not take (local-servers 1, 2.1).</summary>
/// <param name="Name">The name in scripts.</param>
/// <param name="OwnedBy"><c>owned_by</c> of its models.</param>
internal sealed record ServerKind(string Name, string OwnedBy)
{
    private static readonly string[] Basic = ["text", "image", "tool_use", "tool_result", "thinking", "redacted_thinking"];

    public static readonly ServerKind LlamaServer = new("llama-server", "llamacpp")
    {
        Server = "llama.cpp",
        ThinkingField = "reasoning_content",
        IsLlama = true,
        Slots = 4,
        Linger = TimeSpan.FromSeconds(1),
        Messages = new() { CountsTokens = true },
    };

    public static readonly ServerKind LmStudio = new("lm-studio", "organization_owner") { IsLlama = true, Slots = 4, Linger = null, Messages = new() };

    public static readonly ServerKind Vllm = new("vllm", "vllm")
    {
        Server = "uvicorn",
        ThinkingField = "reasoning",
        ChecksModel = true,
        Slots = 256,
        BlockTokens = 16,
        Messages = new() { CountsTokens = true, Blocks = [.. Basic, "tool_reference"], ServerTools = false },
    };

    public static readonly ServerKind Ollama = new("ollama", "library") { ThinkingField = "reasoning", ChecksModel = true, Messages = new() { UrlImages = false, NeedsMaxTokens = true } };

    public static readonly ServerKind Sglang = new("sglang", "sglang")
    {
        Server = "uvicorn",
        ThinkingField = "reasoning_content",
        Slots = 256,
        BlockTokens = 1,
        Messages = new() { CountsTokens = true, Blocks = Basic, SystemTurns = false, ServerTools = false },
    };

    public static readonly ServerKind LocalAi = new("localai", "localai") { ThinkingField = "reasoning", ChecksModel = true, Messages = new() { MetadataOfTexts = true } };

    public static readonly ServerKind MlxLm = new("mlx-lm", "mlx") { Server = "BaseHTTP/0.6 Python/3.12.7", ThinkingField = "reasoning", DefaultMaxTokens = 512 };

    public static readonly ServerKind Jan = new("jan", "jan") { ThinkingField = "reasoning_content", IsLlama = true, Slots = 4, Linger = TimeSpan.FromSeconds(1), Messages = new() };

    public static readonly ServerKind DeepSeek = new("deepseek", "deepseek")
    {
        ThinkingField = "reasoning_content",
        IsCloud = true,
        ChecksModel = true,
        Messages = new() { Blocks = ["text", "tool_use", "tool_result", "thinking"], SystemTurns = false, ServerTools = false, Pings = true },
    };

    public static readonly ServerKind Kimi = new("kimi", "moonshot")
    {
        ThinkingField = "reasoning_content",
        IsCloud = true,
        ChecksModel = true,
        Messages = new() { Blocks = ["text", "image", "tool_use", "tool_result", "thinking"], SystemTurns = false, ServerTools = false, CountsTokens = true, Pings = true },
    };

    public static readonly ServerKind Glm = new("glm", "z-ai")
    {
        ThinkingField = "reasoning_content",
        IsCloud = true,
        ChecksModel = true,
        Messages = new() { Blocks = ["text", "image", "tool_use", "tool_result", "thinking"], SystemTurns = false, ServerTools = false, Pings = true },
    };

    public static readonly IReadOnlyList<ServerKind> All = [LlamaServer, LmStudio, Vllm, Ollama, Sglang, LocalAi, MlxLm, Jan, DeepSeek, Kimi, Glm];

    /// <summary>Its <c>Server</c> header; null for none.</summary>
    public string? Server { get; init; }

    /// <summary>The field for thinking in OpenAI's dialect; null where it stays in the text between tags.</summary>
    public string? ThinkingField { get; init; }

    /// <summary>True where llama.cpp does the work: tool schemas become a grammar.</summary>
    public bool IsLlama { get; init; }

    /// <summary>True for a service on the net: it wants a key.</summary>
    public bool IsCloud { get; init; }

    /// <summary>True where an unknown model is a 404.</summary>
    public bool ChecksModel { get; init; }

    /// <summary>The output limit where a request names none; null for no such limit.</summary>
    public int? DefaultMaxTokens { get; init; }

    /// <summary>Requests at once, as it comes.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>Tokens of a block of the memory that all its requests share; 0 where each slot keeps its own last prompt (local-servers 3.5).</summary>
    public int BlockTokens { get; init; }

    /// <summary>How long it goes on reading a prompt after the client has left; null = to its end (local-servers 3.4).</summary>
    public TimeSpan? Linger { get; init; } = TimeSpan.Zero;

    /// <summary>True where its answers tell how much of a prompt was kept, without being asked to.</summary>
    public bool TellsCached => Name is "llama-server" or "jan" || IsCloud;

    /// <summary>What it takes in Anthropic's dialect; null where it does not speak it.</summary>
    public MessageRules? Messages { get; init; }
}

/// <summary>What a make takes on <c>/v1/messages</c>, and what it serves beside it.</summary>
internal sealed record MessageRules
{
    /// <summary>The block types that it takes; null for any (what it does not know is dropped).</summary>
    public IReadOnlyList<string>? Blocks { get; init; }

    /// <summary>Whether <c>role: "system"</c> may stand in <c>messages</c>.</summary>
    public bool SystemTurns { get; init; } = true;

    /// <summary>Whether tools without <c>input_schema</c> are taken.</summary>
    public bool ServerTools { get; init; } = true;

    /// <summary>Whether images may be named by their URL.</summary>
    public bool UrlImages { get; init; } = true;

    /// <summary>Whether <c>max_tokens</c> must be there.</summary>
    public bool NeedsMaxTokens { get; init; }

    /// <summary>Whether every value of <c>metadata</c> must be a text.</summary>
    public bool MetadataOfTexts { get; init; }

    /// <summary>Whether <c>/v1/messages/count_tokens</c> is there.</summary>
    public bool CountsTokens { get; init; }

    /// <summary>Whether its streams have ping events.</summary>
    public bool Pings { get; init; }
}
