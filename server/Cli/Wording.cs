using System.Globalization;
using ClaudeSidecar.Control;

namespace ClaudeSidecar.Cli;

/// <summary>The words of what people read in the terminal, in their language.</summary>
internal sealed record Wording(bool IsChinese)
{
    private static readonly string[] Variables = ["LC_ALL", "LC_MESSAGES", "LANG"];

    /// <summary>The language that the terminal is set to.</summary>
    public static Wording FromEnvironment() => From(Environment.GetEnvironmentVariable);

    /// <param name="environment">Reads a variable; null where it is not set.</param>
    public static Wording From(Func<string, string?> environment)
    {
        var set = Variables.Select(environment).FirstOrDefault(value => !string.IsNullOrEmpty(value));
        return new(set is not null && set.StartsWith("zh", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>One of two sentences.</summary>
    public string Say(string english, string chinese) => IsChinese ? chinese : english;

    /// <summary>A quota window's name.</summary>
    /// <param name="name">The wire's name.</param>
    /// <param name="family">The one family of models that it binds; null when it binds several or all.</param>
    public string Window(string name, string? family)
    {
        var (text, textZh) = WindowWords.Of(name, family);
        return Say(text, textZh);
    }

    /// <summary>The same where room is scarce.</summary>
    /// <param name="name">The wire's name.</param>
    /// <param name="family">The one family of models that it binds; null when it binds several or all.</param>
    public string ShortWindow(string name, string? family)
    {
        var (text, textZh) = WindowWords.Brief(name, family);
        return Say(text, textZh);
    }

    /// <summary>Where numbers came from.</summary>
    public string Source(string source) => source switch
    {
        "headers" => Say("Claude's last answer", "Claude 的最近一次回答"),
        "statusline" => Say("Claude Code's status line", "Claude Code 的状态行"),
        _ => source,
    };

    /// <summary>The columns that a text takes: Chinese characters take two.</summary>
    public static int Columns(string text) => text.Sum(letter => letter >= 0x2E80 ? 2 : 1);

    /// <summary>A moment: the time of day, with the date when it is not today, and how far away it is.</summary>
    public string Moment(DateTimeOffset moment, DateTimeOffset now, TimeZoneInfo zone) =>
        Say($"{Clock(moment, now, zone)} ({Away(moment - now)})", $"{Clock(moment, now, zone)}（{Away(moment - now)}）");

    /// <summary>The time of day, with the date when it is not today.</summary>
    public static string Clock(DateTimeOffset moment, DateTimeOffset now, TimeZoneInfo zone)
    {
        var (local, today) = (TimeZoneInfo.ConvertTime(moment, zone), TimeZoneInfo.ConvertTime(now, zone).Date);
        return local.ToString(local.Date == today ? "HH:mm" : "MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    private string Away(TimeSpan span)
    {
        var amount = span.Duration() switch
        {
            { TotalMinutes: < 1 } => Say("less than a minute", "不到 1 分钟"),
            { TotalHours: < 1 } and var part => Say($"{part.Minutes} min", $"{part.Minutes} 分钟"),
            { TotalDays: < 1 } and var day => Say($"{day.Hours} h{Rest(day.Minutes, "min")}", $"{day.Hours} 小时{Rest(day.Minutes, "分钟")}"),
            var whole => Say($"{whole.Days} d{Rest(whole.Hours, "h")}", $"{whole.Days} 天{Rest(whole.Hours, "小时")}"),
        };
        static string Rest(int count, string unit) => count == 0 ? "" : $" {count} {unit}";
        return span > TimeSpan.Zero ? Say($"in {amount}", $"{amount}后") : Say($"{amount} ago", $"{amount}前");
    }
}
