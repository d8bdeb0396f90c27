namespace ClaudeSidecar.Execution.Discovery;

/// <summary>A model server that was found.</summary>
/// <param name="BaseUrl">Where it is, without <c>/v1</c>.</param>
/// <param name="Kind">What it seems to be: <c>ollama</c>, <c>lmstudio</c>, <c>llama-server</c>, <c>vllm</c>, <c>sglang</c>, else <c>openai</c>.</param>
/// <param name="Models">What it offers, in its own order.</param>
public sealed record LocalServer(Uri BaseUrl, string Kind, IReadOnlyList<LocalModel> Models)
{
    /// <summary>
    /// The model to ask for when none is configured: the first that can chat and runs on this machine. Ollama lists models of its
    /// cloud beside local ones; those send the conversation away and are never chosen unasked.
    /// </summary>
    public LocalModel? FirstUsable => Models.FirstOrDefault(model => !model.Remote && !model.Id.Contains("embed", StringComparison.OrdinalIgnoreCase));
}

/// <summary>A model of a server.</summary>
/// <param name="Id">The name to ask for.</param>
/// <param name="ContextLength">The window in tokens that it is loaded with; null when the server does not tell it here.</param>
public sealed record LocalModel(string Id, int? ContextLength)
{
    /// <summary>True for a model that runs elsewhere although a local server offers it.</summary>
    public bool Remote => Id.EndsWith(":cloud", StringComparison.Ordinal) || Id.EndsWith("-cloud", StringComparison.Ordinal);
}

/// <summary>What a search for local servers found.</summary>
/// <param name="Servers">The servers, the configured address first.</param>
/// <param name="Summary">One sentence: what was asked and how each answered.</param>
public sealed record DiscoveryReport(IReadOnlyList<LocalServer> Servers, string Summary);
