using System.Text.Json;
using ClaudeSidecar.Control;
using ClaudeSidecar.Quota;

namespace ClaudeSidecar.Cli;

/// <summary>The one line that Claude Code shows. Pure.</summary>
/// <param name="words">The language.</param>
/// <param name="now">The present moment.</param>
/// <param name="zone">The user's time zone.</param>
internal sealed class StatuslineText(Wording words, DateTimeOffset now, TimeZoneInfo zone)
{
    // Beside the two windows that everybody has, another one is worth its room only when it presses.
    private const double Pressing = 0.75;

    /// <summary>The line.</summary>
    /// <param name="report">The sidecar's state; null when it does not run or did not answer in time.</param>
    /// <param name="input">What Claude Code handed over; null when that could not be read.</param>
    public string Render(StatusReport? report, JsonElement? input)
    {
        if (report is not null && Elsewhere(report, input is { } told ? StatuslineReading.Session(told) : null) is { } who)
        {
            return who;
        }

        var windows = report?.Quota.Windows is { Count: > 0 } known ? known : Told(input);
        var shown = Shown(windows);
        var shares = string.Join(" · ", shown.Select(window => $"{words.ShortWindow(window.Name, window.Family)} {WindowWords.Percent(window.Used)}%"));
        if (shown.Where(window => window is { Confident: true, RunsDryAt: not null }).MinBy(window => window.RunsDryAt) is { RunsDryAt: { } dry, ResetsAt: { } full })
        {
            return words.Say($"Claude {shares} → dry ~{Clock(dry)}, resets {Clock(full)}", $"Claude {shares} → 约 {Clock(dry)} 用尽，{Clock(full)} 重置");
        }

        var reset = shown.Where(window => !WindowName.IsBucket(window.Name)).MaxBy(window => window.Used)?.ResetsAt;
        return (shares.Length, reset) switch
        {
            (0, _) => "Claude",
            (_, { } at) => words.Say($"Claude {shares} → resets {Clock(at)}", $"Claude {shares} → {Clock(at)} 重置"),
            _ => $"Claude {shares}",
        };
    }

    // Who answers this session, where that is not Claude: by its own pin, else who did last and goes on with it, else who new turns go to.
    private string? Elsewhere(StatusReport report, string? session)
    {
        var (route, own) = (report.Route, report.Sessions.FirstOrDefault(known => known.Id == session));
        var place = own?.Pin switch
        {
            null when report.Backends.FirstOrDefault(backend => backend.Name == own?.Provider) is { } last && last.Name != Home(report) => last,
            null => null,
            "local" => report.Backends.FirstOrDefault(backend => backend.Local),
            "cloud" => report.Backends.FirstOrDefault(backend => !backend.Local),
            var name => report.Backends.FirstOrDefault(backend => backend.Name == name),
        };
        return place is null || place.Name == route.Provider ? Away(report, route.Provider, route.Local, route.Model, route.Until)
            : Away(report, place.Name, place.Local, place.Model, until: null);
    }

    private string? Away(StatusReport report, string provider, bool local, string? model, DateTimeOffset? until)
    {
        if (!local && provider == Home(report))
        {
            return null;
        }

        var who = local ? $"{words.Say("Local", "本地")} {model ?? provider}" : model is not null ? $"{provider} {model}" : provider;
        return until is { } back ? words.Say($"{who} · Claude back {Clock(back)}", $"{who} · Claude {Clock(back)} 恢复") : who;
    }

    // The backends come in the order in which they are asked.
    private static string? Home(StatusReport report) => report.Backends.Count > 0 ? report.Backends[0].Name : "claude";

    private static IReadOnlyList<WindowStatus> Shown(IReadOnlyList<WindowStatus> windows)
    {
        WindowStatus[] periods = [.. windows.Where(window => !WindowName.IsBucket(window.Name))];
        return periods.Length > 0
            ? [.. periods.Where(IsShown).OrderBy(window => WindowName.Length(window.Name)).ThenBy(window => window.Name, StringComparer.Ordinal)]
            : [.. windows.OrderByDescending(window => window.Used).Take(1)];
    }

    private static bool IsShown(WindowStatus window) =>
        window.Name is "5h" or "7d" || window.Used >= Pressing || window.Status == "rejected" || window is { Confident: true, RunsDryAt: not null };

    private IReadOnlyList<WindowStatus> Told(JsonElement? input) => input is { } json && StatuslineReading.Read(json, now) is { } reading
        ? [.. reading.Windows.Where(window => !window.HasReset(now)).Select(window => new WindowStatus
        {
            Name = window.Name, Family = WindowName.Family(window.Name), Used = window.Used ?? 0, Left = window.Left ?? 1, ResetsAt = window.ResetsAt, Status = "allowed",
        })]
        : [];

    private string Clock(DateTimeOffset moment) => Wording.Clock(moment, now, zone);
}
