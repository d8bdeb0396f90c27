using System.Globalization;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Execution.Discovery;
using ClaudeSidecar.Quota;

namespace ClaudeSidecar.Control;

/// <summary>Decides what the user is told, once for each episode: an episode ends when its cause does (edge case 46).</summary>
public sealed class NoticeBoard
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, double> _warned = new(StringComparer.Ordinal);
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

    /// <summary>What to say after a reading; null for nothing. Each level speaks once, and again only after the window has recovered.</summary>
    /// <param name="quota">The quota now.</param>
    /// <param name="levels">Shares left below which to warn.</param>
    public Notice? QuotaChanged(QuotaSnapshot quota, IReadOnlyList<double> levels)
    {
        lock (_lock)
        {
            Notice? notice = null;
            foreach (var window in quota.Windows.Where(window => window.Used is not null))
            {
                var left = 1 - window.Used!.Value;
                var level = levels.Where(level => left < level).DefaultIfEmpty(double.PositiveInfinity).Min();
                var before = _warned.GetValueOrDefault(window.Name, double.PositiveInfinity);
                _warned[window.Name] = level;
                if (level < before && left > 0)
                {
                    notice ??= Low(window, quota.ReadAt);
                }
            }

            return notice;
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

    private static Notice Low(QuotaWindow window, DateTimeOffset? readAt)
    {
        // The same whole percent that the status bar takes from what is used.
        var percent = (100 - Math.Floor(Math.Round(window.Used!.Value * 100, 4))).ToString(CultureInfo.InvariantCulture);
        var (name, nameZh) = window.Name switch { "5h" => ("5-hour", " 5 小时"), "7d" => ("weekly", "每周"), var other => (other, $" {other} ") };
        var reset = window.ResetsAt?.ToLocalTime() is { } at ? at.ToString(at.Date == readAt?.ToLocalTime().Date ? "HH:mm" : "MM-dd HH:mm", CultureInfo.InvariantCulture) : null;
        return new(
            "quota-low",
            Warning: true,
            $"{percent} % of Claude's {name} quota is left{(reset is null ? "" : $"; it resets at {reset}")}.",
            $"Claude 的{nameZh}配额剩余 {percent}%{(reset is null ? "" : $"，将于 {reset} 重置")}。");
    }
}
