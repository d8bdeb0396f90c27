namespace ClaudeSidecar.Quota.Forecast;

/// <summary>What is to be expected of an account's quota, as known at one moment; immutable. Deciders read nothing else.</summary>
public sealed record QuotaOutlook
{
    /// <summary>Nothing known.</summary>
    public static readonly QuotaOutlook Empty = new() { Windows = [] };

    /// <summary>The moment that it holds for.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>Every window known and not yet reset, the tightest first.</summary>
    public required IReadOnlyList<WindowOutlook> Windows { get; init; }

    /// <summary>True while paid extra usage answers although a window is used up: the account is not blocked (claude-wire 1b).</summary>
    public bool OnExtraUsage { get; init; }

    /// <summary>The consumption in tokens; null when too little is known.</summary>
    public TokenPace? Tokens { get; init; }
}
