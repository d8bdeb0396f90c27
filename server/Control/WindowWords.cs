using System.Globalization;
using ClaudeSidecar.Quota;

namespace ClaudeSidecar.Control;

/// <summary>What people call a quota window, in both languages; the editor's names say the same. Pure.</summary>
public static class WindowWords
{
    /// <summary>The name: <c>5-hour</c>, <c>weekly Opus</c>, <c>30-day</c>, <c>input tokens per minute</c>.</summary>
    /// <param name="name">The wire's own name.</param>
    /// <param name="family">The one family of models that it binds; null when it binds several or all.</param>
    public static (string Text, string TextZh) Of(string name, string? family)
    {
        var (text, textZh) = WindowName.IsBucket(name) ? Bucket(name) : Period(name);
        if (Scope(name, family) is not { } scope)
        {
            return (text, textZh);
        }

        // It also counts what is paid for beyond the plan; which models it means, answers tell (claude-wire 1b).
        return scope == "Oi" ? ($"{text} extra-usage", $"{textZh}额外用量") : ($"{text} {scope}", $"{textZh} {scope}");
    }

    /// <summary>Its quota, as it stands in a sentence: <c>weekly Opus quota</c>; the Chinese with the spaces that it wants around letters and digits.</summary>
    /// <param name="name">The wire's own name.</param>
    /// <param name="family">The one family of models that it binds; null when it binds several or all.</param>
    public static (string Text, string TextZh) Quota(string name, string? family)
    {
        var (text, textZh) = Of(name, family);
        return ($"{text} quota", $"{(char.IsAscii(textZh[0]) ? " " : "")}{textZh}{(char.IsAscii(textZh[^1]) ? " " : "")}配额");
    }

    /// <summary>The name where room is scarce: <c>5h</c>, <c>wk</c>, <c>wk Opus</c>, <c>30d</c>, <c>input</c>.</summary>
    /// <param name="name">The wire's own name.</param>
    /// <param name="family">The one family of models that it binds; null when it binds several or all.</param>
    public static (string Text, string TextZh) Brief(string name, string? family)
    {
        if (WindowName.IsBucket(name))
        {
            return name switch
            {
                "requests" => ("requests", "请求"),
                _ when name.EndsWith("input-tokens", StringComparison.Ordinal) => ("input", "输入"),
                _ when name.EndsWith("output-tokens", StringComparison.Ordinal) => ("output", "输出"),
                _ => ("tokens", "token"),
            };
        }

        var period = name.Split('_')[0];
        var (text, textZh) = period == "7d" ? ("wk", "周") : (period, period);
        return Scope(name, family) is { } scope and not "Oi" ? ($"{text} {scope}", $"{textZh} {scope}") : (text, textZh);
    }

    /// <summary>Whole percent used, rounded down: 99.9 % is not yet all. Every surface rounds so.</summary>
    /// <param name="used">Share used, 0 … 1.</param>
    public static int Percent(double used) => (int)Math.Clamp(Math.Floor((used * 100) + 1e-6), 0, 100);

    private static (string Text, string TextZh) Period(string name) => (name.Split('_')[0], WindowName.Length(name)) switch
    {
        ("1d" or "24h", _) => ("daily", "每日"),
        ("7d", _) => ("weekly", "每周"),
        ({ } period, { TotalDays: >= 1 } length) when period[^1] == 'd' => ($"{length.TotalDays:0}-day", $"{length.TotalDays:0} 天"),
        (_, { } length) => ($"{length.TotalHours:0}-hour", $"{length.TotalHours:0} 小时"),
        var (period, _) => (period, period),
    };

    private static (string Text, string TextZh) Bucket(string name)
    {
        var (what, whatZh) = name switch
        {
            "requests" => ("requests", "请求数"),
            _ when name.EndsWith("input-tokens", StringComparison.Ordinal) => ("input tokens", "输入 token 数"),
            _ when name.EndsWith("output-tokens", StringComparison.Ordinal) => ("output tokens", "输出 token 数"),
            _ => ("tokens", " token 数"),
        };
        return name.StartsWith("priority-", StringComparison.Ordinal) ? ($"priority {what} per minute", $"优先级每分钟{whatZh}") : ($"{what} per minute", $"每分钟{whatZh}");
    }

    private static string? Scope(string name, string? family)
    {
        var own = name.IndexOf('_', StringComparison.Ordinal) is var end and >= 0 ? name[(end + 1)..] : null;
        return (family ?? own) is { Length: > 0 } scope ? CultureInfo.InvariantCulture.TextInfo.ToTitleCase(scope) : null;
    }
}
