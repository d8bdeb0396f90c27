namespace ClaudeSidecar.Context.Memory.Facts;

/// <summary>The user stopped the model: what is said next is most likely a correction.</summary>
public sealed record UserInterrupted : Fact;
