namespace ClaudeSidecar.Control;

/// <summary>One model of a server.</summary>
public sealed record ModelStatus
{
    /// <summary>The name to ask for.</summary>
    public required string Id { get; init; }

    /// <summary><c>loaded</c>, <c>unloaded</c>, <c>loading</c>, <c>sleeping</c>, <c>failed</c>, <c>unknown</c>.</summary>
    public required string State { get; init; }

    /// <summary>True for the one that would be asked.</summary>
    public required bool Chosen { get; init; }

    /// <summary>True when Claude Code can work with it as it is.</summary>
    public required bool Fit { get; init; }

    /// <summary>The window in tokens that a request would have; null = not known.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>The window in tokens that it runs with now; null = not known.</summary>
    public int? LoadedContext { get; init; }

    /// <summary>The window in tokens that it was made for; null = not known.</summary>
    public int? MaxContext { get; init; }

    /// <summary>Whether it can call tools; null = not known.</summary>
    public bool? Tools { get; init; }

    /// <summary>Whether it sees images; null = not known.</summary>
    public bool? Vision { get; init; }

    /// <summary>Whether it can be told to think; null = not known.</summary>
    public bool? Thinking { get; init; }

    /// <summary>True for one that runs elsewhere: what it is sent leaves the machine.</summary>
    public required bool Remote { get; init; }

    /// <summary>Its quantisation, in the server's words; null = not known.</summary>
    public string? Quantisation { get; init; }

    /// <summary>The number of its parameters, in the server's words; null = not known.</summary>
    public string? Parameters { get; init; }

    /// <summary>Its weights, in bytes; null = not known.</summary>
    public long? Bytes { get; init; }

    /// <summary>Its architecture; null = not known.</summary>
    public string? Architecture { get; init; }

    /// <summary>What is to be said of it.</summary>
    public required IReadOnlyList<RemarkStatus> Remarks { get; init; }
}

/// <summary>Something that the user should know of a model.</summary>
public sealed record RemarkStatus
{
    /// <summary>What it is, in kebab case: <c>small-window</c>, <c>no-tools</c>, <c>embedding</c>, <c>remote</c>, <c>missing-model</c>, <c>not-loaded</c>, <c>prompt-cut</c> …</summary>
    public required string Code { get; init; }

    /// <summary>True when it makes the model unfit for Claude Code.</summary>
    public required bool Unfit { get; init; }

    /// <summary>What it is, in English.</summary>
    public required string Text { get; init; }

    /// <summary>The same in Chinese.</summary>
    public required string TextZh { get; init; }

    /// <summary>What to do, in English; null where nothing needs to be done.</summary>
    public string? Fix { get; init; }

    /// <summary>The same in Chinese.</summary>
    public string? FixZh { get; init; }
}
