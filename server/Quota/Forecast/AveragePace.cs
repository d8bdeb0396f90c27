namespace ClaudeSidecar.Quota.Forecast;

/// <summary>When a window runs dry if it goes on being used as it has been on average since it began: all that a first reading allows. Pure.</summary>
public static class AveragePace
{
    // Before this share of a window has passed, one request decides the average, and says nothing.
    private const double LeastElapsed = 0.03;

    /// <summary>Null when the window lasts until its reset, or when too little is known.</summary>
    /// <param name="window">The window; its name tells how long it is.</param>
    /// <param name="now">The present moment.</param>
    public static DateTimeOffset? RunsDryAt(QuotaWindow window, DateTimeOffset now)
    {
        if (WindowName.Length(window.Name) is not { } length || window is not { Used: > 0 and < 1 and var used, ResetsAt: { } reset } || reset <= now)
        {
            return null;
        }

        var elapsed = length - (reset - now);
        if (elapsed < length * LeastElapsed)
        {
            return null;
        }

        var dry = now + (elapsed * ((1 - used) / used));
        return dry < reset ? dry : null;
    }
}
