namespace ClaudeSidecar.Context.Memory.Facts;

/// <summary>Something ran that may have changed any file: a formatter, a merge, another branch.</summary>
public sealed record FilesMayHaveChanged : Fact;
