using System.Globalization;
using System.Text;
using ClaudeSidecar.Control;

namespace ClaudeSidecar.Cli;

/// <summary>What the history tells, as people read it in a terminal. Pure.</summary>
/// <param name="words">The language.</param>
internal sealed class HistoryText(Wording words)
{
    /// <summary>Adds the section.</summary>
    public void Append(StringBuilder page, HistoryStatus history)
    {
        page.AppendLine().AppendLine(words.Say("History", "历史"));
        if (history.Switches > 0)
        {
            page.Append("  ").AppendLine(words.Say(
                $"{history.Switches} {(history.Switches == 1 ? "switch" : "switches")}{Thumbs(history, ", ")}",
                $"{history.Switches} 次切换{Thumbs(history, "，")}"));
            Side(page, words.Say("before", "切换前"), history.Before);
            Side(page, words.Say("after", "切换后"), history.After);
        }

        page.Append("  ").AppendLine(words.Say(history.Text, history.TextZh));
        foreach (var suggestion in history.Suggestions)
        {
            page.Append("  ").AppendLine($"{suggestion.Option}: {suggestion.Now} → {suggestion.Value}{(suggestion.Applied ? words.Say(", in force by handover.learn", "，已由 handover.learn 启用") : "")}");
            page.Append("    ").AppendLine(words.Say(suggestion.Text, suggestion.TextZh));
        }

        if (history.Unread > 0)
        {
            page.Append("  ").AppendLine(words.Say(
                history.Unread == 1 ? "1 line could not be read and was passed over" : $"{history.Unread} lines could not be read and were passed over",
                $"有 {history.Unread} 行无法读取，已跳过"));
        }
    }

    private static string Thumbs(HistoryStatus history, string comma) =>
        history.Liked + history.Disliked == 0 ? "" : $"{comma}👍 {history.Liked} 👎 {history.Disliked}";

    private void Side(StringBuilder page, string name, SuccessStatus side)
    {
        var parts = new[]
        {
            words.Say(side.Requests == 1 ? "1 request" : $"{side.Requests} requests", $"{side.Requests} 个请求"),
            side.Finished is { } finished ? words.Say($"{Percent(finished)} of turns finished", $"{Percent(finished)} 的轮次完成") : null,
            side.Failed is { } failed ? words.Say($"{Percent(failed)} of requests failed", $"{Percent(failed)} 的请求失败") : null,
            side.ToolErrors is { } errors ? words.Say($"{Percent(errors)} of tool calls with errors", $"{Percent(errors)} 的工具调用出错") : null,
        };
        page.Append("    ").Append(name).Append(words.Say(": ", "：")).AppendLine(string.Join(words.Say(", ", "，"), parts.OfType<string>()));
    }

    private static string Percent(double share) => Math.Round(share * 100).ToString(CultureInfo.InvariantCulture) + " %";
}
