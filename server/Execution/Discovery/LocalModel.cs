namespace ClaudeSidecar.Execution.Discovery;

/// <summary>A model of a server, as the server describes it. What it does not tell is null, never guessed.</summary>
/// <param name="Id">The name to ask for.</param>
/// <param name="ContextLength">The window in tokens that it runs with, or is set to be loaded with: the server's, never the architecture's (edge case 99).</param>
public sealed record LocalModel(string Id, int? ContextLength)
{
    /// <summary>Whether it is in memory.</summary>
    public LoadState State { get; init; }

    /// <summary>The window in tokens that it was made for.</summary>
    public int? MaxContext { get; init; }

    /// <summary>Whether it can call tools.</summary>
    public bool? Tools { get; init; }

    /// <summary>Whether it sees images.</summary>
    public bool? Vision { get; init; }

    /// <summary>Whether it can be told to think.</summary>
    public bool? Thinking { get; init; }

    /// <summary>True for one that makes vectors and cannot chat.</summary>
    public bool Embedding { get; init; }

    /// <summary>Its quantisation, in the server's words: <c>Q4_K_M</c>.</summary>
    public string? Quantisation { get; init; }

    /// <summary>The number of its parameters, in the server's words: <c>30.5B</c>.</summary>
    public string? Parameters { get; init; }

    /// <summary>Its weights, in bytes.</summary>
    public long? Bytes { get; init; }

    /// <summary>Its architecture: a hint at the family.</summary>
    public string? Architecture { get; init; }

    /// <summary>True for a model that runs elsewhere although a local server offers it: the conversation would leave the machine.</summary>
    public bool Remote { get; init; } = Id.EndsWith(":cloud", StringComparison.Ordinal) || Id.EndsWith("-cloud", StringComparison.Ordinal);

    /// <summary>True for a name that only models for vectors have.</summary>
    public static bool IsEmbeddingName(string name) =>
        name.Contains("embed", StringComparison.OrdinalIgnoreCase) || name.Contains("bge-", StringComparison.OrdinalIgnoreCase) || name.Contains("rerank", StringComparison.OrdinalIgnoreCase);
}
