namespace ClaudeSidecar.Execution.Dialects;

/// <summary>
/// A make of model server, and all that is particular to it: the one place where the code asks what a server can do (local-servers 1, 2).
/// </summary>
public sealed record ServerKind
{
    /// <summary>Ollama.</summary>
    public static readonly ServerKind Ollama = new() { Name = "ollama" };

    /// <summary>LM Studio.</summary>
    public static readonly ServerKind LmStudio = new() { Name = "lmstudio" };

    /// <summary>llama.cpp's server.</summary>
    public static readonly ServerKind LlamaServer = new() { Name = "llama-server" };

    /// <summary>vLLM.</summary>
    public static readonly ServerKind Vllm = new() { Name = "vllm" };

    /// <summary>SGLang.</summary>
    public static readonly ServerKind Sglang = new() { Name = "sglang" };

    /// <summary>Any other: only what the dialect itself promises is relied on.</summary>
    public static readonly ServerKind Other = new() { Name = "openai" };

    /// <summary>Every kind.</summary>
    public static IReadOnlyList<ServerKind> All { get; } = [Ollama, LmStudio, LlamaServer, Vllm, Sglang, Other];

    /// <summary>Its name in status and logs.</summary>
    public required string Name { get; init; }

    /// <summary>The dialect in which it can do most.</summary>
    internal IDialect Dialect { get; init; } = new OpenAiDialect();

    /// <summary>The kind of that name; <see cref="Other"/> for one that is not known.</summary>
    public static ServerKind Of(string name) => All.FirstOrDefault(kind => kind.Name == name) ?? Other;
}
