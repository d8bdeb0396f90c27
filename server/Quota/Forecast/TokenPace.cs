namespace ClaudeSidecar.Quota.Forecast;

/// <summary>Tokens used in an active minute, at the pace of late.</summary>
/// <param name="Input">Of prompts, what was not read from the cache: what counts against a limit of input tokens (claude-wire 1a).</param>
/// <param name="Cached">Of prompts, what was read from the cache: it counts against no limit of an API key.</param>
/// <param name="Output">Generated.</param>
public sealed record TokenPace(double Input, double Cached, double Output);
