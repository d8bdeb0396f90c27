using System.Globalization;

namespace ClaudeSidecar.Quota;

/// <summary>Reads a reset in any of the forms that the wire has: epoch seconds, RFC 3339, or seconds from now (edge case 11).</summary>
public static class ResetTime
{
    /// <summary>A reset further away than this is a mistake of the upstream, and is brought back to it.</summary>
    public static readonly TimeSpan Furthest = TimeSpan.FromDays(8);

    // Smaller numbers than this cannot be a date of our time: they are seconds from now.
    private const long SmallestEpoch = 1_000_000_000;

    /// <summary>Null when the text is none of the forms.</summary>
    /// <param name="text">The header's value.</param>
    /// <param name="now">The present moment.</param>
    public static DateTimeOffset? Parse(string? text, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            // Clamped before the conversion: a number of thirty digits is no reason to throw.
            return number < SmallestEpoch
                ? Limit(now + TimeSpan.FromSeconds(Math.Clamp(number, 0, Furthest.TotalSeconds)), now)
                : Limit(DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(Math.Min(number, 100 * (double)SmallestEpoch)), now);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? Limit(moment, now)
            : null;
    }

    private static DateTimeOffset Limit(DateTimeOffset moment, DateTimeOffset now) => moment > now + Furthest ? now + Furthest : moment;
}
