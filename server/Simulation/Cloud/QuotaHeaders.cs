using System.Globalization;
using ClaudeSidecar.Wire;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Simulation.Cloud;

/// <summary>Writes the quota headers of an answer: the unified family for subscribers, the other one for API keys (claude-wire 1a, 1b).</summary>
internal static class QuotaHeaders
{
    private static readonly (string Name, int Limit)[] KeyLimits = [("requests", 4_000), ("tokens", 480_000), ("input-tokens", 400_000), ("output-tokens", 80_000)];

    /// <summary>Writes the family that the credential's kind of account has.</summary>
    public static void Write(IHeaderDictionary headers, Credential credential, IReadOnlyList<WindowReading> windows)
    {
        if (windows.Count == 0)
        {
            return;
        }

        if (credential == Credential.ApiKey)
        {
            WriteKey(headers, windows);
        }
        else
        {
            WriteUnified(headers, windows);
        }
    }

    /// <summary>Whole seconds until the limit is lifted; at least one.</summary>
    public static string RetryAfter(IReadOnlyList<WindowReading> windows, DateTimeOffset now) =>
        Math.Max(1, (long)Math.Ceiling((Representative(windows).ResetsAt - now).TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private static void WriteUnified(IHeaderDictionary headers, IReadOnlyList<WindowReading> windows)
    {
        var first = Representative(windows);
        Put(headers, "status", first.Status == "allowed" && windows.Any(window => window.Status == "allowed_warning") ? "allowed_warning" : first.Status);
        Put(headers, "reset", Epoch(first));
        Put(headers, "representative-claim", Claim(first.Name));
        Put(headers, "fallback-percentage", "0.5");
        Put(headers, "overage-status", "rejected");
        Put(headers, "overage-disabled-reason", "org_level_disabled");
        foreach (var window in windows)
        {
            Put(headers, $"{window.Name}-status", window.Status);
            Put(headers, $"{window.Name}-reset", Epoch(window));
            Put(headers, $"{window.Name}-utilization", window.Used.ToString("0.0###", CultureInfo.InvariantCulture));
            if (window.Surpassed is { } surpassed)
            {
                Put(headers, $"{window.Name}-surpassed-threshold", surpassed.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    private static void WriteKey(IHeaderDictionary headers, IReadOnlyList<WindowReading> windows)
    {
        var first = Representative(windows);
        foreach (var (name, limit) in KeyLimits)
        {
            var left = (int)(limit * Math.Clamp(1 - first.Used, 0, 1));
            headers[$"{HeaderNames.RateLimitPrefix}{name}-limit"] = limit.ToString(CultureInfo.InvariantCulture);
            // Token counts are told to the nearest thousand.
            headers[$"{HeaderNames.RateLimitPrefix}{name}-remaining"] = (name == "requests" ? left : (left + 500) / 1000 * 1000).ToString(CultureInfo.InvariantCulture);
            headers[$"{HeaderNames.RateLimitPrefix}{name}-reset"] = first.ResetsAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        }
    }

    // Of several rejected windows the one that opens last decides when work can go on.
    private static WindowReading Representative(IReadOnlyList<WindowReading> windows) =>
        windows.Where(window => window.Status == "rejected").MaxBy(window => window.ResetsAt) ?? windows.MaxBy(window => window.Used)!;

    private static void Put(IHeaderDictionary headers, string name, string value) => headers[HeaderNames.UnifiedPrefix + name] = value;

    private static string Epoch(WindowReading window) =>
        ((long)Math.Ceiling(window.ResetsAt.ToUnixTimeMilliseconds() / 1000.0)).ToString(CultureInfo.InvariantCulture);

    private static string Claim(string name) => name switch
    {
        "5h" => "five_hour",
        "7d" => "seven_day",
        "7d_oi" => "seven_day_overage_included",
        _ when name.StartsWith("7d_", StringComparison.Ordinal) => $"seven_day_{name[3..]}",
        _ => name,
    };
}
