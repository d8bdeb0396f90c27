using System.Text;
using ClaudeSidecar.Cli;
using ClaudeSidecar.Control;

namespace ClaudeSidecar.Tests.Cli;

public sealed class HistoryTextTests
{
    private static readonly HistoryStatus Some = new()
    {
        Switches = 8,
        Before = new() { Requests = 120, Turns = 30, Finished = 0.966, Failed = 0, ToolErrors = 0.031 },
        After = new() { Requests = 1, Turns = 0, Failed = 0 },
        Liked = 3,
        Disliked = 1,
        Learn = true,
        Suggestions = [new() { Option = "handover.switchBelow", Now = "0.05", Value = "0.08", Applied = true, Text = "Leave earlier.", TextZh = "应早些离开。" }],
        Text = "One option.",
        TextZh = "一个选项。",
        Unread = 2,
    };

    [Fact]
    public void ItShowsBothSidesAndWhatFollows() => Assert.Equal(
        """

        History
          8 switches, 👍 3 👎 1
            before: 120 requests, 97 % of turns finished, 0 % of requests failed, 3 % of tool calls with errors
            after: 1 request, 0 % of requests failed
          One option.
          handover.switchBelow: 0.05 → 0.08, in force by handover.learn
            Leave earlier.
          2 lines could not be read and were passed over

        """,
        Render(Some, chinese: false));

    [Fact]
    public void ItSaysTheSameInChinese() => Assert.Equal(
        """

        历史
          8 次切换，👍 3 👎 1
            切换前：120 个请求，97 % 的轮次完成，0 % 的请求失败，3 % 的工具调用出错
            切换后：1 个请求，0 % 的请求失败
          一个选项。
          handover.switchBelow: 0.05 → 0.08，已由 handover.learn 启用
            应早些离开。
          有 2 行无法读取，已跳过

        """,
        Render(Some, chinese: true));

    [Fact]
    public void WithoutASwitchItSaysOnlyWhatIsLacking() => Assert.Equal(
        """

        History
          Too little.

        """,
        Render(Some with { Switches = 0, Suggestions = [], Text = "Too little.", Unread = 0 }, chinese: false));

    private static string Render(HistoryStatus history, bool chinese)
    {
        var page = new StringBuilder();
        new HistoryText(new(chinese)).Append(page, history);
        return page.Replace("\r\n", "\n").ToString();
    }
}
