namespace ClaudeSidecar.Quota.Forecast;

/// <summary>What is to be expected of one quota window.</summary>
public sealed record WindowOutlook
{
    /// <summary>What was told of it last; a reset that has passed is already taken into account.</summary>
    public required QuotaWindow Window { get; init; }

    /// <summary>The one family of models that it binds; null when it binds all.</summary>
    public string? Family => Window.Family;

    /// <summary>Share left, 0 … 1; null when only its state was told.</summary>
    public double? Left => Window.Left;

    /// <summary>Share used in an active minute, at the pace of late; null when too little is known.</summary>
    public double? PerMinute { get; init; }

    /// <summary>When it will be used up, idle times as before; null when that is not before its reset, or when too little is known.</summary>
    public DateTimeOffset? RunsDryAt { get; init; }

    /// <summary>With nine chances in ten not before this; null when not before its reset, or unknown.</summary>
    public DateTimeOffset? RunsDryEarliest { get; init; }

    /// <summary>With nine chances in ten not after this; null when it may last until its reset, or unknown.</summary>
    public DateTimeOffset? RunsDryLatest { get; init; }

    /// <summary>True when it will probably be used up before its reset.</summary>
    public bool BeforeReset => RunsDryAt is not null;

    /// <summary>Share that the next turn probably costs, what the wire's rounding may hide included; null when too little is known.</summary>
    public double? NextTurn { get; init; }

    /// <summary>True when there are enough points and minutes to act on: one huge request makes no forecast (edge case 19).</summary>
    public bool Confident { get; init; }

    /// <summary>True when it concerns requests of this family.</summary>
    public bool Binds(string family) => Window.Binds(family);
}
