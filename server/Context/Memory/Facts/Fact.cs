namespace ClaudeSidecar.Context.Memory.Facts;

/// <summary>One thing that a message tells.</summary>
public abstract record Fact;
