namespace ClaudeSidecar.Wire.Anthropic;

/// <summary>Token counts of one answer. The whole prompt is <see cref="Input"/> plus <see cref="CacheRead"/> (claude-wire 3).</summary>
/// <param name="Input">Prompt tokens that were not cached.</param>
/// <param name="CacheRead">Prompt tokens that came from a cache.</param>
/// <param name="Output">Tokens generated so far.</param>
public readonly record struct Usage(int Input, int CacheRead, int Output);
