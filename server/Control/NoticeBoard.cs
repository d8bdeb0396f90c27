using System.Globalization;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Execution.Discovery;
using ClaudeSidecar.Quota;
using ClaudeSidecar.Quota.Forecast;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Control;

/// <summary>Decides what the user is told, once for each episode: an episode ends when its cause does (edge case 46).</summary>
public sealed class NoticeBoard
{
    private readonly Lock _lock = new();
    private readonly WarningLevels _levels = new();
    private bool _away;

    /// <summary>What to say after the route of new turns has changed; null for nothing.</summary>
    /// <param name="route">The new route.</param>
    /// <param name="home">The provider that is asked first when nothing is wrong.</param>
    public Notice? RouteChanged(RouteStatus route, string home)
    {
        lock (_lock)
        {
            var away = route.Provider != home && route.Mode == "auto";
            if (away == _away || route.Mode != "auto")
            {
                _away = away;
                return null;
            }

            _away = away;
            return away
                ? new("switched-to-local", Warning: false, route.Text, route.TextZh)
                : new("back-to-claude", Warning: false, "Claude is available again; new turns go there.", "Claude 已恢复，新的轮次将由 Claude 回答。");
        }
    }

    /// <summary>What to say after a reading. Each level speaks once, and again only after the window has recovered.</summary>
    /// <param name="account">Whose quota it is.</param>
    /// <param name="outlook">The quota now.</param>
    /// <param name="handover">The levels: where to warn, and where to leave.</param>
    public IReadOnlyList<Notice> QuotaChanged(string account, QuotaOutlook outlook, HandoverOptions handover)
    {
        lock (_lock)
        {
            return [.. _levels.Check(account, outlook, [.. handover.WarnBelow, handover.SwitchBelow]).Select(window => Low(window, outlook.At))];
        }
    }

    /// <summary>What to say when a local server has begun to drop the beginning of prompts.</summary>
    /// <param name="provider">Whose server it is.</param>
    /// <param name="cut">The prompt that was cut.</param>
    public static Notice PromptCut(string provider, PromptReading cut)
    {
        var remark = ModelFitness.Cut(cut);
        return new("prompt-cut", Warning: true, $"{provider}: {cut.Model} {remark.Text}. To mend it, {remark.Fix}.", $"{provider}：{cut.Model} {remark.TextZh}。{remark.FixZh}");
    }

    private static Notice Low(WindowOutlook window, DateTimeOffset now)
    {
        var percent = 100 - WindowWords.Percent(window.Window.Used!.Value);
        var (quota, quotaZh) = WindowWords.Quota(window.Window.Name, window.Family);
        var (text, textZh) = Prospect(window, now);
        return new("quota-low", Warning: true, $"{percent} % of Claude's {quota} is left{text}.", $"Claude 的{quotaZh}剩余 {percent}%{textZh}。");
    }

    private static (string Text, string TextZh) Prospect(WindowOutlook window, DateTimeOffset now)
    {
        var reset = window.Window.ResetsAt is { } at ? Clock(at, now) : null;
        return (window.RunsDryAt, reset) switch
        {
            ({ } dry, not null) when window.Confident && Ahead(dry, window.Window.ResetsAt!.Value) is var (ahead, aheadZh) =>
                ($"; at this pace it is used up at {Clock(dry, now)}, {ahead} before the reset at {reset}", $"，按当前速度将于 {Clock(dry, now)} 用尽，比 {reset} 的重置早 {aheadZh}"),
            (null, not null) when window.Confident => ($"; at this pace it lasts until the reset at {reset}", $"，按当前速度可用到 {reset} 的重置"),
            (_, not null) => ($"; it resets at {reset}", $"，将于 {reset} 重置"),
            _ => ("", ""),
        };
    }

    private static (string Text, string TextZh) Ahead(DateTimeOffset dry, DateTimeOffset reset)
    {
        var span = TimeSpan.FromMinutes(Math.Max(1, Math.Round((reset - dry).TotalMinutes)));
        return span switch
        {
            { TotalHours: < 1 } => (span.Minutes == 1 ? "1 minute" : $"{span.Minutes} minutes", $"{span.Minutes} 分钟"),
            { TotalDays: < 1 } => ($"{span.Hours} h {span.Minutes} min", $"{span.Hours} 小时 {span.Minutes} 分钟"),
            _ => ($"{span.Days} d {span.Hours} h", $"{span.Days} 天 {span.Hours} 小时"),
        };
    }

    private static string Clock(DateTimeOffset moment, DateTimeOffset now)
    {
        var local = moment.ToLocalTime();
        return local.ToString(local.Date == now.ToLocalTime().Date ? "HH:mm" : "MM-dd HH:mm", CultureInfo.InvariantCulture);
    }
}
