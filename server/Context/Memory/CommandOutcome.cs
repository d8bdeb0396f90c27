namespace ClaudeSidecar.Context.Memory;

/// <summary>How a command went.</summary>
public enum CommandOutcome
{
    /// <summary>Well.</summary>
    Succeeded,

    /// <summary>It failed, or its output tells of failures.</summary>
    Failed,

    /// <summary>It went into the background, and its end is not known.</summary>
    Background,
}
