namespace ClaudeSidecar.Execution.Discovery;

/// <summary>Whether a model is in its server's memory.</summary>
public enum LoadState
{
    /// <summary>The server does not tell.</summary>
    Unknown,

    /// <summary>It is, and answers at once.</summary>
    Loaded,

    /// <summary>It is not; most servers load it within the first request.</summary>
    Unloaded,

    /// <summary>It is being loaded.</summary>
    Loading,

    /// <summary>Its server has put it aside and takes it back with the next request.</summary>
    Sleeping,

    /// <summary>It could not be loaded.</summary>
    Failed,
}
