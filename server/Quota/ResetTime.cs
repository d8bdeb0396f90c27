using System.Globalization;

namespace ClaudeSidecar.Quota;

/// <summary>Reads a reset in any of the forms that the wire has: epoch seconds, RFC 3339, or seconds from now (edge case 11).</summary>
public static class ResetTime
{
    /// <summary>A reset further away than this is a mistake of the upstream, and is brought back to it; a window that says that it is longer may have one so far away.</summary>
    public static readonly TimeSpan Furthest = TimeSpan.FromDays(8);

    // Smaller numbers than this cannot be a date of our time: they are seconds from now.
    private const long SmallestEpoch = 1_000_000_000;

    // Larger ones are milliseconds.
    private const long LargestEpoch = 100_000_000_000;

    /// <summary>Null when the text is none of the forms.</summary>
    /// <param name="text">The header's value.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="length">The window's length, where it is known.</param>
    public static DateTimeOffset? Parse(string? text, DateTimeOffset now, TimeSpan? length = null)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var furthest = length > Furthest ? length.Value : Furthest;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            // Clamped before the conversion: a number of thirty digits is no reason to throw.
            var seconds = Math.Min(number < LargestEpoch ? number : number / 1000, LargestEpoch);
            return number < SmallestEpoch
                ? now + TimeSpan.FromSeconds(Math.Clamp(number, 0, furthest.TotalSeconds))
                : Limit(DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(seconds), now + furthest);
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment)
            ? Limit(moment, now + furthest)
            : null;
    }

    private static DateTimeOffset Limit(DateTimeOffset moment, DateTimeOffset furthest) => moment > furthest ? furthest : moment;
}
