using System.Globalization;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Quota;

/// <summary>What the name of a quota window tells: <c>5h</c>, <c>7d</c>, <c>7d_opus</c>, and those of a future that nobody knows yet (edge case 10).</summary>
public static class WindowName
{
    // What begins like another one comes before it.
    private static readonly (string Claim, string Name)[] Counts =
    [
        ("one", "1"), ("two", "2"), ("three", "3"), ("fourteen", "14"), ("four", "4"), ("five", "5"), ("six", "6"), ("seven", "7"), ("eight", "8"),
        ("ten", "10"), ("twelve", "12"), ("twenty_four", "24"), ("twenty_eight", "28"), ("thirty", "30"), ("ninety", "90"),
    ];

    // How the wire's headers shorten the claim's words (claude-wire 1b).
    private const string IncludesOverage = "_overage_included";
    private const string OverageScope = "_oi";

    private static readonly (string Claim, string Name)[] Units = [("_hour", "h"), ("_day", "d")];

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

        var (count, digits) = Array.Find(Counts, known => claim.StartsWith(known.Claim, StringComparison.Ordinal));
        var rest = count is null ? "" : claim[count.Length..];
        var (unit, letter) = Array.Find(Units, known => rest.StartsWith(known.Claim, StringComparison.Ordinal));
        if (unit is null)
        {
            return claim;
        }

        var scope = rest[unit.Length..];
        return digits + letter + (scope.StartsWith(IncludesOverage, StringComparison.Ordinal) ? OverageScope + scope[IncludesOverage.Length..] : scope);
    }

    /// <summary>True for a window that binds some models only, by a name such as <c>7d_opus</c> or <c>7d_oi</c> (edge case 5).</summary>
    public static bool IsScoped(string name) => name.Contains('_', StringComparison.Ordinal);

    /// <summary>True for the limits of an API key: buckets that fill up steadily, each model's its own; what is left says little of what was used (claude-wire 1a).</summary>
    public static bool IsBucket(string name) => name == "requests" || name.EndsWith("tokens", StringComparison.Ordinal);

    /// <summary>The family that the name itself tells; null when it tells none.</summary>
    public static string? Family(string name) => IsScoped(name) ? ClaudeFamily.Named(name) : null;
}
