namespace ClaudeSidecar.Settings;

/// <summary>Whether a limit is answered from elsewhere.</summary>
public enum HandoverMode
{
    /// <summary>Yes, and the user is told (the default).</summary>
    Auto,

    /// <summary>The user is asked first.</summary>
    Ask,

    /// <summary>Never: the limit reaches the client.</summary>
    Off,
}

/// <summary>When to leave Claude and when to return. Shares are of quota <em>left</em>, 0 … 1.</summary>
public sealed record HandoverOptions
{
    /// <summary>Default <see cref="HandoverMode.Auto"/>.</summary>
    public HandoverMode Mode { get; init; }

    /// <summary>Warning levels, each announced once for each episode. Default 0.20 and 0.10.</summary>
    public IReadOnlyList<double> WarnBelow { get; init; } = [0.20, 0.10];

    /// <summary>New turns leave before the limit only when less than this is left, and the forecast says that the next one would hardly fit. Default 0.05; 0 = only at the limit.</summary>
    public double SwitchBelow { get; init; } = 0.05;

    /// <summary>New turns return before the reset when more than this is left. Default 0.20.</summary>
    public double ReturnAbove { get; init; } = 0.20;

    /// <summary>True: leave early only when the window will be used up before its reset. False: leave at <see cref="SwitchBelow"/>. Default true.</summary>
    public bool Forecast { get; init; } = true;

    /// <summary>How long a session stays where it was moved to, unless the very window that moved it has reset. Default 5 minutes.</summary>
    public TimeSpan MinimumStay { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Kinds of requests that stay with Claude until the limit itself.</summary>
    public IReadOnlyList<string> StayLonger { get; init; } = ["plan", "security-review", "architecture", "compaction"];

    /// <summary>Kinds of requests that leave from the first warning on, where the window will not last.</summary>
    public IReadOnlyList<string> LeaveEarlier { get; init; } = ["auxiliary"];

    /// <summary>When backends that are out and cost nothing of the client's are tried: minutes, hours, days, months, weekdays as cron has them; <c>off</c> = never.</summary>
    public string RecoveryCheck { get; init; } = "0-4 * * * *";

    /// <summary>True: what the history suggests takes the place of <see cref="SwitchBelow"/> and <see cref="MinimumStay"/>, within bounds. Default false: it is only shown.</summary>
    public bool Learn { get; init; }
}
