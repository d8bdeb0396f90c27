namespace ClaudeSidecar.Context.Fit;

/// <summary>How much is told of a tool.</summary>
internal enum ToolLevel
{
    /// <summary>Nothing: it is not offered.</summary>
    LeftOut,

    /// <summary>Its name, one sentence and its parameters.</summary>
    Stub,

    /// <summary>The first paragraph, and a sentence for each parameter.</summary>
    Short,

    /// <summary>All that the client says.</summary>
    Whole,
}
