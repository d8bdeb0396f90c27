namespace ClaudeSidecar.Quota;

/// <summary>What one answer told about the quota.</summary>
public sealed record QuotaReading
{
    /// <summary>When it was told.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary><c>headers</c> or <c>statusline</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The account's overall state.</summary>
    public QuotaState State { get; init; }

    /// <summary>The window that decides, in the wire's words: <c>five_hour</c>, <c>seven_day_opus</c> …; null when not told.</summary>
    public string? RepresentativeClaim { get; init; }

    /// <summary>The overall reset; null when not told.</summary>
    public DateTimeOffset? ResetsAt { get; init; }

    /// <summary>True while paid extra usage answers although a window is used up: the account is not blocked (claude-wire 1b).</summary>
    public bool OnExtraUsage { get; init; }

    /// <summary>The windows told; an answer may leave some out.</summary>
    public required IReadOnlyList<QuotaWindow> Windows { get; init; }
}
