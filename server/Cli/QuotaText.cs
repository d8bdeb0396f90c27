using System.Globalization;
using System.Text;
using ClaudeSidecar.Control;

namespace ClaudeSidecar.Cli;

/// <summary>The quota as people read it in a terminal: for each window what is used and left, its reset, and what is to be expected. Pure.</summary>
/// <param name="words">The language.</param>
/// <param name="now">The present moment.</param>
/// <param name="zone">The user's time zone.</param>
internal sealed class QuotaText(Wording words, DateTimeOffset now, TimeZoneInfo zone)
{
    private const int BarWidth = 20;

    // A narrower range is as good as a moment, and readings that are not further apart are one.
    private static readonly TimeSpan Wide = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan Together = TimeSpan.FromMinutes(5);

    /// <summary>Adds the section.</summary>
    public void Append(StringBuilder page, QuotaStatus quota)
    {
        page.AppendLine().AppendLine(words.Say("Quota", "配额"));
        if (quota.Windows.Count == 0)
        {
            page.Append("  ").AppendLine(words.Say("not known yet: it comes with Claude's next answer", "尚未知晓：将随 Claude 的下一个回答获得"));
            return;
        }

        var width = quota.Windows.Max(window => Wording.Columns(Name(window))) + 2;
        foreach (var window in quota.Windows)
        {
            page.Append("  ").Append(Name(window)).Append(' ', width - Wording.Columns(Name(window))).Append(Bar(window.Used)).Append(' ').AppendLine(Amount(window));
            foreach (var line in new[] { Prospect(window), Reading(window, quota) }.OfType<string>())
            {
                page.Append(' ', width + 2).AppendLine(line);
            }
        }

        if (quota.TokensPerMinute is { } tokens)
        {
            page.Append("  ").AppendLine(words.Say(
                $"{Count(tokens.Input)} tokens in and {Count(tokens.Output)} out a minute of work, and {Count(tokens.Cached)} from the cache",
                $"每工作分钟输入 {Count(tokens.Input)}、输出 {Count(tokens.Output)} 个 token，另有 {Count(tokens.Cached)} 个来自缓存"));
        }

        if (quota.ReadAt is { } read)
        {
            page.Append("  ").AppendLine(Read(read, quota.Source));
        }
    }

    private string Name(WindowStatus window) => words.Window(window.Name, window.Family);

    private string Amount(WindowStatus window)
    {
        var used = WindowWords.Percent(window.Used);
        var left = window.Status == "rejected" ? words.Say("limit reached", "已达限额") : words.Say($"{100 - used}% left", $"剩余 {100 - used}%");
        return words.Say($"{used,3}% used, {left}", $"已用 {used,3}%，{left}")
            + (window.ResetsAt is { } reset ? words.Say($", resets {words.Moment(reset, now, zone)}", $"，{words.Moment(reset, now, zone)}重置") : "");
    }

    private string? Prospect(WindowStatus window)
    {
        var pace = window.PerHour is { } perHour ? words.Say($"{perHour:0.#%} an hour of work: ", $"每工作小时 {perHour:0.#%}：") : words.Say("at this pace ", "按当前速度，");
        return (window.RunsDryAt, window.PerHour) switch
        {
            ({ } dry, _) => pace + words.Say($"used up {Clock(dry)}{Range(window)}", $"{Clock(dry)} 用尽{Range(window)}"),
            (null, not null) when window.Left > 0 => pace + words.Say("lasts until the reset", "可用到重置") + Range(window),
            _ => null,
        };
    }

    private string Range(WindowStatus window) => (window.RunsDryEarliest, window.RunsDryLatest) switch
    {
        ({ } earliest, { } latest) => latest - earliest < Wide ? "" : words.Say($" ({Clock(earliest)} to {Clock(latest)})", $"（{Clock(earliest)} 至 {Clock(latest)}）"),
        ({ } earliest, null) => words.Say($" (not before {Clock(earliest)})", $"（不早于 {Clock(earliest)}）"),
        _ => "",
    };

    // Said only where it is much older than what the end of the section says.
    private string? Reading(WindowStatus window, QuotaStatus quota) => window.ReadAt is { } read && quota.ReadAt - read > Together ? Read(read, window.Source) : null;

    private string Read(DateTimeOffset read, string source) =>
        words.Say($"read {words.Moment(read, now, zone)} from {words.Source(source)}", $"读取于 {words.Moment(read, now, zone)}，来源：{words.Source(source)}");

    private string Clock(DateTimeOffset moment) => Wording.Clock(moment, now, zone);

    private static string Count(long tokens) => tokens.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Bar(double used)
    {
        var full = (int)Math.Round(Math.Clamp(used, 0, 1) * BarWidth);
        return new string('█', full) + new string('░', BarWidth - full);
    }
}
