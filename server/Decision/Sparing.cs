namespace ClaudeSidecar.Decision;

/// <summary>A quota window of which so little is left that new turns go elsewhere, before the limit is met.</summary>
/// <param name="Window">The window's name.</param>
/// <param name="Until">When it is full again; null when that was not told.</param>
public sealed record Sparing(string Window, DateTimeOffset? Until);
