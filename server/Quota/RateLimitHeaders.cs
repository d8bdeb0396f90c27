using System.Globalization;
using ClaudeSidecar.Wire;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Quota;

/// <summary>Reads the quota out of an answer's headers: the subscription's and the API key's family (claude-wire 1a, 1b).</summary>
public static class RateLimitHeaders
{
    private static readonly string[] WindowFields = ["-utilization", "-reset", "-status", "-surpassed-threshold"];

    // Named like windows, but they are none: paid usage, the grace period and the slow lane (edge case 13).
    private static readonly string[] NoWindows = ["overage", "grace", "slow", "fallback"];

    private static readonly string[] KeyWindows = ["requests", "tokens", "input-tokens", "output-tokens"];

    /// <summary>Null when the headers say nothing of quota.</summary>
    /// <param name="headers">An answer's headers.</param>
    /// <param name="now">The present moment.</param>
    public static QuotaReading? Read(IHeaderDictionary headers, DateTimeOffset now)
    {
        List<QuotaWindow>? windows = null;
        foreach (var name in UnifiedWindows(headers))
        {
            (windows ??= []).Add(UnifiedWindow(headers, name, now));
        }

        foreach (var name in KeyWindows)
        {
            if (KeyWindow(headers, name, now) is { } window)
            {
                (windows ??= []).Add(window);
            }
        }

        var status = Unified(headers, "status");
        return windows is null && status is null ? null : new()
        {
            At = now,
            Source = "headers",
            State = State(status),
            RepresentativeClaim = Unified(headers, "representative-claim"),
            ResetsAt = ResetTime.Parse(Unified(headers, "reset"), now),
            OnExtraUsage = Unified(headers, "overage-in-use") == "true" || Unified(headers, "overage-status") is "allowed" or "allowed_warning",
            Windows = windows ?? [],
        };
    }

    private static HashSet<string> UnifiedWindows(IHeaderDictionary headers)
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

        return names;
    }

    private static QuotaWindow UnifiedWindow(IHeaderDictionary headers, string name, DateTimeOffset now)
    {
        var state = State(Unified(headers, $"{name}-status"));
        if (state is QuotaState.Unknown or QuotaState.Allowed && Unified(headers, $"{name}-surpassed-threshold") is not null)
        {
            state = QuotaState.Warning;
        }

        var used = Number(Unified(headers, $"{name}-utilization"));
        return new(name, used is null ? null : Math.Clamp(used.Value, 0, 1), ResetTime.Parse(Unified(headers, $"{name}-reset"), now), state);
    }

    private static QuotaWindow? KeyWindow(IHeaderDictionary headers, string name, DateTimeOffset now)
    {
        string? Field(string field) => Last(headers, $"{HeaderNames.RateLimitPrefix}{name}-{field}");
        if (Number(Field("limit")) is not > 0 || Number(Field("remaining")) is not { } remaining)
        {
            return null;
        }

        var used = Math.Clamp(1 - (remaining / Number(Field("limit"))!.Value), 0, 1);
        return new(name, used, ResetTime.Parse(Field("reset"), now), remaining <= 0 ? QuotaState.Rejected : QuotaState.Allowed);
    }

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
