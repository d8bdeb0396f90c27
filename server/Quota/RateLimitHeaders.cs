using System.Globalization;
using ClaudeSidecar.Wire;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Quota;

/// <summary>Reads the quota out of an answer's headers: the subscription's and the API key's family (claude-wire 1a, 1b).</summary>
public static class RateLimitHeaders
{
    // A share may exceed 1 a little, but not twofold: what does is a percentage (edge case 9).
    private const double LargestShare = 2;

    private static readonly string[] WindowFields = ["-utilization", "-reset", "-status", "-surpassed-threshold"];

    // Named like windows, but they are none: paid usage, the grace period and the slow lane (edge case 13).
    private static readonly string[] NoWindows = ["overage", "grace", "slow", "fallback"];

    private static readonly (string Name, string Prefix)[] KeyWindows =
    [
        .. new[] { "requests", "tokens", "input-tokens", "output-tokens" }.Select(name => (name, $"{HeaderNames.RateLimitPrefix}{name}")),
        .. new[] { "input-tokens", "output-tokens" }.Select(name => ($"priority-{name}", $"{HeaderNames.PriorityPrefix}{name}")),
    ];

    /// <summary>Null when the headers say nothing of quota.</summary>
    /// <param name="headers">An answer's headers.</param>
    /// <param name="now">The present moment.</param>
    public static QuotaReading? Read(IHeaderDictionary headers, DateTimeOffset now)
    {
        var status = Unified(headers, "status");
        var reading = new QuotaReading
        {
            At = now,
            Source = QuotaReading.FromHeaders,
            State = State(status),
            RepresentativeClaim = Unified(headers, "representative-claim"),
            ResetsAt = ResetTime.Parse(Unified(headers, "reset"), now),
            RetryAt = ResetTime.Parse(headers.RetryAfter, now),
            OnExtraUsage = Unified(headers, "overage-in-use") == "true" || Unified(headers, "overage-status") is "allowed" or "allowed_warning",
            ExtraUsageRefusal = Unified(headers, "overage-disabled-reason"),
            Windows = [],
        };
        List<QuotaWindow>? windows = null;
        foreach (var name in UnifiedWindows(headers, reading))
        {
            (windows ??= []).Add(UnifiedWindow(headers, name, reading));
        }

        foreach (var (name, prefix) in KeyWindows)
        {
            if (KeyWindow(headers, name, prefix, now) is { } window)
            {
                (windows ??= []).Add(window);
            }
        }

        return windows is null && status is null ? null : reading with { Windows = windows ?? [] };
    }

    private static HashSet<string> UnifiedWindows(IHeaderDictionary headers, QuotaReading reading)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (header, _) in headers)
        {
            if (!header.StartsWith(HeaderNames.UnifiedPrefix, StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var rest = header.AsSpan(HeaderNames.UnifiedPrefix.Length);
            foreach (var field in WindowFields)
            {
                if (rest.Length > field.Length && rest.EndsWith(field, StringComparison.OrdinalIgnoreCase))
                {
                    var name = rest[..^field.Length].ToString().ToLowerInvariant();
                    if (!Array.Exists(NoWindows, other => name.StartsWith(other, StringComparison.Ordinal)))
                    {
                        names.Add(name);
                    }

                    break;
                }
            }
        }

        // A refusal names its window even where it leaves that window's own headers out.
        if (reading.State == QuotaState.Rejected && WindowName.OfClaim(reading.RepresentativeClaim) is { } claimed)
        {
            names.Add(claimed);
        }

        return names;
    }

    private static QuotaWindow UnifiedWindow(IHeaderDictionary headers, string name, QuotaReading reading)
    {
        var claimed = WindowName.OfClaim(reading.RepresentativeClaim) == name;
        var state = State(Unified(headers, $"{name}-status"));
        if (state == QuotaState.Unknown)
        {
            // Without a word of its own it shares the account's, as far as that concerns it: no window of an allowed answer is used up.
            state = claimed || reading.State == QuotaState.Unknown ? reading.State : reading.State == QuotaState.Rejected ? QuotaState.Unknown : QuotaState.Allowed;
        }

        if (state is QuotaState.Unknown or QuotaState.Allowed && Unified(headers, $"{name}-surpassed-threshold") is not null)
        {
            state = QuotaState.Warning;
        }

        var reset = ResetTime.Parse(Unified(headers, $"{name}-reset"), reading.At, WindowName.Length(name));
        return new(name, Share(Number(Unified(headers, $"{name}-utilization"))), reset ?? (claimed ? reading.ResetsAt ?? reading.RetryAt : null), state);
    }

    private static QuotaWindow? KeyWindow(IHeaderDictionary headers, string name, string prefix, DateTimeOffset now)
    {
        if (Number(Last(headers, $"{prefix}-limit")) is not ({ } limit and > 0) || Number(Last(headers, $"{prefix}-remaining")) is not { } remaining)
        {
            return null;
        }

        var used = Math.Clamp(1 - (remaining / limit), 0, 1);
        return new(name, used, ResetTime.Parse(Last(headers, $"{prefix}-reset"), now), remaining <= 0 ? QuotaState.Rejected : QuotaState.Allowed);
    }

    private static double? Share(double? told) => told is not { } share ? null : Math.Clamp(share > LargestShare ? share / 100 : share, 0, 1);

    private static string? Unified(IHeaderDictionary headers, string field) => Last(headers, HeaderNames.UnifiedPrefix + field);

    private static string? Last(IHeaderDictionary headers, string name) =>
        headers.TryGetValue(name, out var values) && values.Count > 0 && !string.IsNullOrWhiteSpace(values[^1]) ? values[^1] : null;

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    private static QuotaState State(string? status) => status?.ToLowerInvariant() switch
    {
        null => QuotaState.Unknown,
        "rejected" => QuotaState.Rejected,
        "allowed_warning" => QuotaState.Warning,
        _ => QuotaState.Allowed,
    };
}
