namespace ClaudeSidecar.Quota;

/// <summary>What one answer told about the quota.</summary>
public sealed record QuotaReading
{
    /// <summary>The source of what answers themselves tell.</summary>
    public const string FromHeaders = "headers";

    /// <summary>The source of what Claude Code hands to its status line command.</summary>
    public const string FromStatusline = "statusline";

    /// <summary>When it was told.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary><see cref="FromHeaders"/> or <see cref="FromStatusline"/>.</summary>
    public required string Source { get; init; }

    /// <summary>The account's overall state.</summary>
    public QuotaState State { get; init; }

    /// <summary>The window that decides, in the wire's words: <c>five_hour</c>, <c>seven_day_opus</c> …; null when not told.</summary>
    public string? RepresentativeClaim { get; init; }

    /// <summary>The overall reset; null when not told.</summary>
    public DateTimeOffset? ResetsAt { get; init; }

    /// <summary>When a refused request may be tried again, by its own <c>retry-after</c>; null when not told.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>True while paid extra usage answers although a window is used up: the account is not blocked (claude-wire 1b).</summary>
    public bool OnExtraUsage { get; init; }

    /// <summary>Why paid extra usage does not answer, in the wire's words: <c>out_of_credits</c>, <c>org_spend_cap_reached</c> …; null when not told.</summary>
    public string? ExtraUsageRefusal { get; init; }

    /// <summary>The windows told; an answer may leave some out.</summary>
    public required IReadOnlyList<QuotaWindow> Windows { get; init; }
}
