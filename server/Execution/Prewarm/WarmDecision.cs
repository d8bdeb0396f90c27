namespace ClaudeSidecar.Execution.Prewarm;

/// <summary>What is to be done, and why.</summary>
/// <param name="Warm">True: now.</param>
/// <param name="Reason">Why, or why not.</param>
/// <param name="LookAgainIn">When the passing of time alone may change it; null = never.</param>
public readonly record struct WarmDecision(bool Warm, WarmReason Reason, TimeSpan? LookAgainIn = null);
