namespace ClaudeSidecar.Execution.Prewarm;

/// <summary>Where a warm-up would go, as it is at this moment.</summary>
public sealed record WarmSite
{
    /// <summary>True where the server was found and has the model.</summary>
    public bool Found { get; init; }

    /// <summary>True where nothing leaves this machine and nobody is paid: a loopback address, no key, no model that runs elsewhere.</summary>
    public bool Here { get; init; }

    /// <summary>True while a real request of ours is answered there.</summary>
    public bool InUse { get; init; }

    /// <summary>True while it says that it works.</summary>
    public bool Busy { get; init; }

    /// <summary>How many prompts it keeps at once; 1 where it does not say.</summary>
    public int Slots { get; init; } = 1;

    /// <summary>How long the model stays in memory after a request; null = it stays.</summary>
    public TimeSpan? KeepsFor { get; init; }
}
