using System.Globalization;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Quota;

/// <summary>What the name of a quota window tells: <c>5h</c>, <c>7d</c>, <c>7d_opus</c>, and those of a future that nobody knows yet (edge case 10).</summary>
public static class WindowName
{
    private static readonly (string Claim, string Name)[] Claims = [("five_hour", "5h"), ("seven_day_overage_included", "7d_oi"), ("seven_day", "7d")];

    /// <summary>The length that a name tells: <c>5h</c>, <c>7d</c>, <c>7d_oi</c>; null for others.</summary>
    public static TimeSpan? Length(string name)
    {
        var digits = name.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits is <= 0 or > 3 || (name.Length > digits + 1 && name[digits + 1] != '_'))
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

    /// <summary>The window that a claim or a field of the status line means: <c>five_hour</c> is <c>5h</c>; null for paid usage, which is none.</summary>
    /// <param name="claim">The wire's words.</param>
    public static string? OfClaim(string? claim)
    {
        if (claim is null || claim.StartsWith("overage", StringComparison.Ordinal))
        {
            return null;
        }

        var (words, name) = Array.Find(Claims, known => claim.StartsWith(known.Claim, StringComparison.Ordinal));
        return words is null ? claim : name + claim[words.Length..];
    }

    /// <summary>True for a window that binds some models only, by a name such as <c>7d_opus</c> or <c>7d_oi</c> (edge case 5).</summary>
    public static bool IsScoped(string name) => name.Contains('_', StringComparison.Ordinal);

    /// <summary>True for the limits of an API key: buckets that fill up steadily, each model's its own; what is left says little of what was used (claude-wire 1a).</summary>
    public static bool IsBucket(string name) => name == "requests" || name.EndsWith("tokens", StringComparison.Ordinal);

    /// <summary>The family that the name itself tells; null when it tells none.</summary>
    public static string? Family(string name) => IsScoped(name) ? ClaudeFamily.Named(name) : null;
}
