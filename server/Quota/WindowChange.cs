namespace ClaudeSidecar.Quota;

/// <summary>What a reading means for a window that is known already.</summary>
public enum ChangeKind
{
    /// <summary>It is older than what is known, or says nothing new: nothing changes.</summary>
    Stale,

    /// <summary>The same window goes on.</summary>
    Continued,

    /// <summary>The same window, but the upstream has taken back what it told: less is used than before.</summary>
    Corrected,

    /// <summary>A new window has begun.</summary>
    Renewed,
}

/// <summary>Lays a reading over what is known of its window. Pure.</summary>
/// <param name="Kind">What it means.</param>
/// <param name="Window">What is known now.</param>
public readonly record struct WindowChange(ChangeKind Kind, QuotaWindow Window)
{
    /// <summary>Resets that differ by less are the same: they wander by seconds from answer to answer (edge case 15).</summary>
    public static readonly TimeSpan Jitter = TimeSpan.FromSeconds(30);

    /// <summary>So much less used is no rounding and no race of two answers: the window has been filled up (edge case 15).</summary>
    public const double Drop = 0.05;

    // The status line is rounded to a percent.
    private const double Rounding = 0.01;

    // Sums of shares are not exact in binary: 0.5 - 0.45 is a little more than 0.05.
    private const double Tolerance = 1e-9;

    /// <summary>Lays a reading over what is known.</summary>
    /// <param name="before">What is known; null for nothing.</param>
    /// <param name="told">The reading, with its source and time.</param>
    /// <param name="now">The present moment.</param>
    public static WindowChange Of(QuotaWindow? before, QuotaWindow told, DateTimeOffset now)
    {
        if (before is null)
        {
            return new(ChangeKind.Renewed, told);
        }

        if (told.HasReset(now) && !before.HasReset(now))
        {
            return new(ChangeKind.Stale, before);
        }

        // A reading from the future was made before the clock was set back (edge case 21).
        if (told.ReadAt < before.ReadAt && before.ReadAt <= now)
        {
            return new(ChangeKind.Stale, IsLater(before, told) ? before : Fill(before, told));
        }

        if (before.HasReset(now))
        {
            return new(ChangeKind.Renewed, told);
        }

        return told.Source == QuotaReading.FromStatusline ? OfStatusline(before, told) : OfHeaders(before, told);
    }

    private static WindowChange OfHeaders(QuotaWindow before, QuotaWindow told)
    {
        var dropped = told.Used <= before.Used - Drop + Tolerance;
        if (told.Used < before.Used && IsLater(told, before))
        {
            return new(ChangeKind.Renewed, told);
        }

        return new(dropped ? ChangeKind.Corrected : ChangeKind.Continued, Merge(before, told));
    }

    // What Claude Code shows may be hours old: a session that does nothing goes on telling what it was told last. Within a window
    // use only grows, so the larger number is the newer one.
    private static WindowChange OfStatusline(QuotaWindow before, QuotaWindow told)
    {
        if (told.Used < before.Used && IsLater(told, before))
        {
            return new(ChangeKind.Renewed, told);
        }

        var least = before.Source == QuotaReading.FromStatusline ? before.Used : before.Used + Rounding;
        return told.Used < least - Tolerance || IsLater(before, told)
            ? new(ChangeKind.Stale, before)
            : new(ChangeKind.Continued, Merge(before, told));
    }

    private static bool IsLater(QuotaWindow one, QuotaWindow other) => one.ResetsAt > other.ResetsAt + Jitter;

    // A field that an answer left out keeps its last value (edge case 12).
    private static QuotaWindow Merge(QuotaWindow before, QuotaWindow told) => told with
    {
        Used = told.Used ?? before.Used,
        ResetsAt = told.ResetsAt is { } reset && !((reset - before.ResetsAt)?.Duration() <= Jitter) ? reset : before.ResetsAt ?? told.ResetsAt,
        State = told.State == QuotaState.Unknown ? before.State : told.State,
    };

    private static QuotaWindow Fill(QuotaWindow before, QuotaWindow older) => before with
    {
        Used = before.Used ?? older.Used,
        ResetsAt = before.ResetsAt ?? older.ResetsAt,
        State = before.State == QuotaState.Unknown ? older.State : before.State,
    };
}
