using System.Text.Json;
using ClaudeSidecar.Cli;
using ClaudeSidecar.Control;

namespace ClaudeSidecar.Tests.Cli;

public sealed class StatusTextTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(8), "east", "east");

    private static readonly StatusReport Away = new()
    {
        Version = "1.2.3",
        Pid = 4,
        BaseUrl = "http://127.0.0.1:47600",
        StartedAt = Now.AddDays(-2),
        Route = new() { Provider = "local", Local = true, Model = "qwen3-coder", Mode = "auto", Reason = "quota-window", Text = "The 5-hour window is used up.", TextZh = "5 小时窗口已用尽。", Since = Now, Until = Now.AddMinutes(130) },
        Quota = new()
        {
            Status = "rejected",
            Source = "headers",
            ReadAt = Now.AddSeconds(-30),
            Windows =
            [
                new() { Name = "5h", Used = 1, Left = 0, Status = "rejected", ResetsAt = Now.AddMinutes(130) },
                new() { Name = "7d", Used = 0.42, Left = 0.58, Status = "allowed", ResetsAt = Now.AddDays(3), RunsDryAt = Now.AddDays(2) },
            ],
        },
        Backends = [new() { Name = "claude", Dialect = "anthropic", BaseUrl = "https://api.anthropic.com/", Local = false, State = "limited", Until = Now.AddMinutes(130), Detail = "used up" }],
        Sessions = [new() { Id = "abc", Folder = "/p", Provider = "local", Requests = 7, LastSeenAt = Now.AddMinutes(-5) }],
        Switches = [new() { At = Now.AddMinutes(-5), From = "claude", To = "local", Reason = "quota-window", Text = "Used up.", TextZh = "已用尽。" }],
    };

    [Fact]
    public void ItShowsQuotaRouteSessionsAndSwitchesInTheUsersTime() => Assert.Equal(
        """
        Answering: local (qwen3-coder)
          The 5-hour window is used up.
          Claude is expected back 22:10 (in 2 h 10 min).

        Quota
          5-hour  ████████████████████ 100% used, limit reached, resets 22:10 (in 2 h 10 min)
          weekly  ████████░░░░░░░░░░░░  42% used, 58% left, resets 11-24 20:00 (in 3 d)
                  at this pace used up 11-23 20:00
          read 19:59 (less than a minute ago) from Claude's last answer

        Providers
          claude  limited until 22:10 (in 2 h 10 min)
                  https://api.anthropic.com/ (anthropic)
                  used up

        Sessions
          /p (abc)
            local, 7 requests, last 19:55 (5 min ago)

        Last switches
          19:55  claude → local: Used up.

        claude-sidecar 1.2.3, http://127.0.0.1:47600, pid 4, started 11-19 20:00 (2 d ago)

        """,
        new StatusText(new(IsChinese: false), Now, Zone).Render(Away),
        ignoreLineEndingDifferences: true);

    [Fact]
    public void ItSpeaksChinese()
    {
        var text = new StatusText(new(IsChinese: true), Now, Zone).Render(Away with { ConfigurationError = "sidecar.json: x" });

        Assert.StartsWith("配置保持不变：sidecar.json: x", text, StringComparison.Ordinal);
        Assert.Contains("  5 小时窗口已用尽。", text, StringComparison.Ordinal);
        Assert.Contains("  5 小时  ████████████████████ 已用 100%，已达限额，22:10（2 小时 10 分钟后）重置", text, StringComparison.Ordinal);
        Assert.Contains("  每周    ████████", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "  Shall local answer? Answer in the editor; `claude-sidecar switch local` sends what follows there.")]
    [InlineData(true, "  是否改由 local 回答？请在编辑器中回答；`claude-sidecar switch local` 可让后续请求改由它回答。")]
    public void AQuestionThatWaitsIsShownWithTheWaysToAnswer(bool chinese, string expected)
    {
        var question = new QuestionStatus { Id = "1", Provider = "local", Text = "Shall local answer?", TextZh = "是否改由 local 回答？", AskedAt = Now, HeldUntil = Now.AddSeconds(15) };

        var lines = new StatusText(new(chinese), Now, Zone).Render(Away with { Question = question }).ReplaceLineEndings("\n").Split('\n');

        Assert.Contains(expected, lines);
    }

    [Fact]
    public void EachWindowSaysWhatIsToBeExpectedAndHowOldThatIs()
    {
        var quota = Away.Quota with
        {
            Windows =
            [
                new()
                {
                    Name = "5h", Used = 0.62, Left = 0.38, Status = "allowed", ResetsAt = Now.AddHours(3), PerHour = 0.25, Confident = true, Source = "headers", ReadAt = Now.AddSeconds(-30),
                    RunsDryAt = Now.AddMinutes(92), RunsDryEarliest = Now.AddMinutes(70), RunsDryLatest = Now.AddMinutes(125),
                },
                new()
                {
                    Name = "7d_opus", Family = "opus", Used = 0.1, Left = 0.9, Status = "allowed", ResetsAt = Now.AddDays(3), PerHour = 0.005, Confident = true, Source = "statusline", ReadAt = Now.AddMinutes(-20),
                },
            ],
        };

        string[] lines = [.. Render(quota, chinese: false)];
        Assert.Contains("  5-hour       ████████████░░░░░░░░  62% used, 38% left, resets 23:00 (in 3 h)", lines);
        Assert.Contains("               25% an hour of work: used up 21:32 (21:10 to 22:05)", lines);
        Assert.Contains("  weekly Opus  ██░░░░░░░░░░░░░░░░░░  10% used, 90% left, resets 11-24 20:00 (in 3 d)", lines);
        Assert.Contains("               0.5% an hour of work: lasts until the reset", lines);
        Assert.Contains("               read 19:40 (20 min ago) from Claude Code's status line", lines);
        Assert.Single(lines, line => line.Contains("Claude's last answer", StringComparison.Ordinal));
        Assert.Contains("             每工作小时 25%：21:32 用尽（21:10 至 22:05）", Render(quota, chinese: true));
    }

    private static string[] Render(QuotaStatus quota, bool chinese) => new StatusText(new(chinese), Now, Zone).Render(Away with { Quota = quota }).ReplaceLineEndings("\n").Split('\n');

    [Theory]
    [InlineData("zh_CN.UTF-8", null, true)]
    [InlineData("C", "zh_CN.UTF-8", false)]
    [InlineData("", "zh_TW", true)]
    [InlineData(null, "en_GB.UTF-8", false)]
    [InlineData(null, null, false)]
    public void TheTerminalsLanguageIsSpoken(string? all, string? lang, bool chinese) =>
        Assert.Equal(chinese, Wording.From(name => name switch { "LC_ALL" => all, "LANG" => lang, _ => null }).IsChinese);

    [Fact]
    public void TheStatuslineNamesWhoAnswersAndWhenClaudeIsBack() => Assert.Equal("Local qwen3-coder · Claude back 22:10", Line(Away, null));

    [Fact]
    public void TheStatuslineShowsTheSidecarsFiguresFirst() => Assert.Equal(
        "Claude 5h 100% · wk 42% → resets 22:10",
        Line(Away with { Route = Away.Route with { Provider = "claude", Local = false, Model = null, Reason = "primary", Until = null } }, """{"rate_limits":{"five_hour":{"used_percentage":1}}}"""));

    [Fact]
    public void TheStatuslineSaysWhenItRunsDryBeforeItsReset()
    {
        WindowStatus window = new() { Name = "5h", Used = 0.62, Left = 0.38, Status = "allowed", ResetsAt = Now.AddHours(3), RunsDryAt = Now.AddMinutes(92), Confident = true };
        string Of(WindowStatus shown) => Line(
            Away with { Route = Away.Route with { Provider = "claude", Local = false, Model = null, Reason = "primary", Until = null }, Quota = Away.Quota with { Windows = [shown] } }, null);

        Assert.Equal("Claude 5h 62% → dry ~21:32, resets 23:00", Of(window));
        Assert.Equal("Claude 5h 62% → resets 23:00", Of(window with { Confident = false }));
    }

    [Theory]
    [InlineData("""{"rate_limits":{"seven_day":{"used_percentage":18,"resets_at":1795269600}}}""", "Claude wk 18% → resets 22:00")]
    [InlineData("""{"rate_limits":{"five_hour":null,"seven_day":"x"}}""", "Claude")]
    [InlineData("""[1]""", "Claude")]
    public void WithNoSidecarItShowsWhatClaudeCodeTold(string input, string line) => Assert.Equal(line, Line(null, input));

    [Theory]
    [InlineData(null, "claude", "Claude 5h 10% · wk 20% → resets 11-24 20:00")]
    [InlineData(null, "local", "Local qwen3-coder")]
    [InlineData("local", "claude", "Local qwen3-coder")]
    [InlineData("deepseek", "claude", "deepseek deepseek-chat")]
    [InlineData("cloud", "local", "Claude 5h 10% · wk 20% → resets 11-24 20:00")]
    public void TheStatuslineIsThatOfItsSession(string? pin, string provider, string line) => Assert.Equal(
        line, Line(Home with { Sessions = [new() { Id = "abc", Provider = provider, Pin = pin, Requests = 1, LastSeenAt = Now }] }, """{"session_id":"abc"}"""));

    [Theory]
    [InlineData("7d_opus", "opus", 0.8, "Claude 5h 10% · wk 20% · wk Opus 80% → resets 11-24 20:00")]
    [InlineData("30d", null, 0.76, "Claude 5h 10% · wk 20% · 30d 76% → resets 11-24 20:00")]
    [InlineData("30d", null, 0.5, "Claude 5h 10% · wk 20% → resets 11-24 20:00")]
    public void TheStatuslineMakesRoomForAnotherWindowThatPresses(string name, string? family, double used, string line) => Assert.Equal(
        line, Line(Home with { Quota = Home.Quota with { Windows = [.. Home.Quota.Windows, Window(name, used, Now.AddDays(3)) with { Family = family }] } }, null));

    [Fact]
    public void TheStatuslineOfAnApiKeyShowsItsTightestLimit() => Assert.Equal(
        "Claude input 40%", Line(Home with { Quota = Home.Quota with { Windows = [Window("input-tokens", 0.4, Now.AddMinutes(1)), Window("requests", 0.1, Now.AddMinutes(1))] } }, null));

    private static StatusReport Home => Away with
    {
        Route = Away.Route with { Provider = "claude", Local = false, Model = null, Reason = "primary", Until = null },
        Quota = Away.Quota with { Status = "allowed", Windows = [Window("5h", 0.1, Now.AddHours(3)), Window("7d", 0.209, Now.AddDays(3))] },
        Backends =
        [
            Away.Backends[0] with { State = "ready", Until = null, Detail = null },
            Away.Backends[0] with { Name = "deepseek", State = "ready", Until = null, Detail = null, Model = "deepseek-chat" },
            Away.Backends[0] with { Name = "local", Local = true, State = "ready", Until = null, Detail = null, Model = "qwen3-coder" },
        ],
    };

    private static WindowStatus Window(string name, double used, DateTimeOffset resetsAt) => new() { Name = name, Used = used, Left = 1 - used, Status = "allowed", ResetsAt = resetsAt };

    private static string Line(StatusReport? report, string? input) =>
        new StatuslineText(new(IsChinese: false), Now, Zone).Render(report, input is null ? null : JsonElement.Parse(input));
}
