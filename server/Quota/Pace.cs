using System.Globalization;

namespace ClaudeSidecar.Quota;

/// <summary>When a window runs dry if it goes on being used as it has been on average since it began. Pure.</summary>
public static class Pace
{
    // Before this share of a window has passed, one request decides the average, and says nothing.
    private const double LeastElapsed = 0.03;

    /// <summary>Null when the window lasts until its reset, or when too little is known.</summary>
    /// <param name="window">The window; its name tells how long it is.</param>
    /// <param name="now">The present moment.</param>
    public static DateTimeOffset? RunsDryAt(QuotaWindow window, DateTimeOffset now)
    {
        if (Length(window.Name) is not { } length || window is not { Used: > 0 and < 1 and var used, ResetsAt: { } reset } || reset <= now)
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

    /// <summary>The length that a window's name tells: <c>5h</c>, <c>7d</c>, <c>7d_oi</c>; null for others.</summary>
    public static TimeSpan? Length(string name)
    {
        var digits = name.TakeWhile(char.IsAsciiDigit).Count();
        if (digits is 0 or > 3 || digits == name.Length || (name.Length > digits + 1 && name[digits + 1] != '_'))
        {
            return null;
        }

        var count = int.Parse(name.AsSpan(0, digits), CultureInfo.InvariantCulture);
        return name[digits] switch
        {
            'h' => TimeSpan.FromHours(count),
            'd' => TimeSpan.FromDays(count),
            _ => null,
        };
    }
}
