using System.Text.Json;
using ClaudeSidecar.Control;

namespace ClaudeSidecar.Cli;

/// <summary>The one line that Claude Code shows. Pure.</summary>
/// <param name="words">The language.</param>
/// <param name="now">The present moment.</param>
/// <param name="zone">The user's time zone.</param>
internal sealed class StatuslineText(Wording words, DateTimeOffset now, TimeZoneInfo zone)
{
    /// <summary>The line.</summary>
    /// <param name="report">The sidecar's state; null when it does not run or did not answer in time.</param>
    /// <param name="input">What Claude Code handed over; null when that could not be read.</param>
    public string Render(StatusReport? report, JsonElement? input)
    {
        if (report?.Route is { Reason: not "primary" } route && (route.Local || route.Provider != "claude"))
        {
            return Away(route);
        }

        var windows = report?.Quota.Windows is { Count: > 0 } known
            ? known.Select(window => new Reading(window.Name, window.Used, window.ResetsAt, window.Confident ? window.RunsDryAt : null)).ToList()
            : Readings(input);
        var shown = windows.Where(window => window.Name is "5h" or "7d").OrderBy(window => window.Name, StringComparer.Ordinal).ToList();
        var shares = string.Join(" · ", shown.Select(window => $"{Short(window.Name)} {Math.Round(window.Used * 100):0}%"));
        if (shown.Where(window => window.RunsDryAt is not null).MinBy(window => window.RunsDryAt) is { RunsDryAt: { } dry, ResetsAt: { } full })
        {
            return words.Say(
                $"Claude {shares} → dry ~{Wording.Clock(dry, now, zone)}, resets {Wording.Clock(full, now, zone)}",
                $"Claude {shares} → 约 {Wording.Clock(dry, now, zone)} 用尽，{Wording.Clock(full, now, zone)} 重置");
        }

        var reset = shown.OrderByDescending(window => window.Used).FirstOrDefault()?.ResetsAt;
        return (shares.Length, reset) switch
        {
            (0, _) => "Claude",
            (_, { } at) => words.Say($"Claude {shares} → resets {Wording.Clock(at, now, zone)}", $"Claude {shares} → {Wording.Clock(at, now, zone)} 重置"),
            _ => $"Claude {shares}",
        };
    }

    private static IEnumerable<Reading> Windows(JsonElement limits)
    {
        foreach (var (key, name) in new[] { ("five_hour", "5h"), ("seven_day", "7d") })
        {
            if (limits.TryGetProperty(key, out var window) && window.ValueKind == JsonValueKind.Object && Number(window, "used_percentage") is { } used)
            {
                yield return new(name, used / 100, Number(window, "resets_at") is { } at and > 0 and < 1e11 ? DateTimeOffset.FromUnixTimeSeconds((long)at) : null);
            }
        }
    }

    private static double? Number(JsonElement window, string key) => window.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static List<Reading> Readings(JsonElement? input) =>
        input is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty("rate_limits", out var limits) && limits.ValueKind == JsonValueKind.Object ? [.. Windows(limits)] : [];

    private string Away(RouteStatus route)
    {
        var who = route.Local ? $"{words.Say("Local", "本地")} {route.Model ?? route.Provider}" : route.Model is { } model ? $"{route.Provider} {model}" : route.Provider;
        return route.Until is { } until ? words.Say($"{who} · Claude back {Wording.Clock(until, now, zone)}", $"{who} · Claude {Wording.Clock(until, now, zone)} 恢复") : who;
    }

    private string Short(string window) => window == "5h" ? "5h" : words.Say("wk", "周");

    private sealed record Reading(string Name, double Used, DateTimeOffset? ResetsAt, DateTimeOffset? RunsDryAt = null);
}
