namespace ClaudeSidecar.Settings;

/// <summary>The language a provider speaks.</summary>
public enum Dialect
{
    /// <summary>Found out by probing.</summary>
    Auto,

    /// <summary>Anthropic's Messages API.</summary>
    Anthropic,

    /// <summary>OpenAI's chat completions.</summary>
    OpenAi,

    /// <summary>Ollama's native chat.</summary>
    Ollama,
}

/// <summary>Whose credential a provider is paid with.</summary>
public enum CredentialKind
{
    /// <summary>None.</summary>
    None,

    /// <summary>The client's own headers, passed on untouched. Only Anthropic's own host, or one that the user named, gets them.</summary>
    Client,

    /// <summary>A key that the sidecar holds.</summary>
    Key,
}

/// <summary>One place that can answer.</summary>
public sealed record ProviderOptions
{
    /// <summary>Unique; letters, digits, <c>-</c>, <c>_</c>, <c>.</c>; not <c>auto</c> or <c>cloud</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The language spoken there. Default: probed.</summary>
    public Dialect Dialect { get; init; }

    /// <summary>Where it is, http or https, without the endpoint's own path (<c>/v1/…</c>).</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>Whose credential is sent. Default: a key when one is named, else none.</summary>
    public CredentialKind Credentials { get; init; }

    /// <summary>Environment variable that holds the key; null for none.</summary>
    public string? ApiKeyEnv { get; init; }

    /// <summary>The model to ask for; null sends the requested id to an Anthropic dialect, and the first loaded model to others.</summary>
    public string? Model { get; init; }

    /// <summary>The model's window in tokens; null asks the server.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>Smaller is asked earlier. Default 0; providers of equal priority keep the file's order.</summary>
    public int Priority { get; init; }

    /// <summary>True for a model on the developer's own machine.</summary>
    public bool Local { get; init; }

    /// <summary>True for a built-in default: its absence is no error, and its base URL may be replaced by what discovery finds.</summary>
    public bool Discovered { get; init; }
}
