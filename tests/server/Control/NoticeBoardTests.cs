using ClaudeSidecar.Control;
using ClaudeSidecar.Quota;
using ClaudeSidecar.Quota.Forecast;

namespace ClaudeSidecar.Tests.Control;

public sealed class NoticeBoardTests
{
    private static readonly DateTimeOffset Now = new(new DateTime(2026, 11, 21, 12, 0, 0, DateTimeKind.Local));

    private readonly NoticeBoard _board = new();

    [Fact] // 1 - 0.91 is a little less than 0.09
    public void ItNamesTheSameWholePercentAsTheStatusBar()
    {
        var notice = Tell(new QuotaWindow("5h", 0.91, Now.AddHours(2), QuotaState.Allowed));

        Assert.Equal("9 % of Claude's 5-hour quota is left; it resets at 14:00.", notice?.Text);
        Assert.Equal("Claude 的 5 小时配额剩余 9%，将于 14:00 重置。", notice?.TextZh);
    }

    [Fact]
    public void AResetOnAnotherDayIsToldWithItsDate() => Assert.Equal(
        "15 % of Claude's weekly quota is left; it resets at 11-24 12:00.", Tell(new QuotaWindow("7d", 0.85, Now.AddDays(3), QuotaState.Allowed))?.Text);

    [Fact]
    public void ItSaysHowLongBeforeTheResetTheQuotaIsUsedUp()
    {
        var notice = Tell(Outlook(new("5h", 0.85, Now.AddHours(2), QuotaState.Allowed)) with { Confident = true, RunsDryAt = Now.AddMinutes(70) });

        Assert.Equal("15 % of Claude's 5-hour quota is left; at this pace it is used up at 13:10, 50 minutes before the reset at 14:00.", notice?.Text);
        Assert.Equal("Claude 的 5 小时配额剩余 15%，按当前速度将于 13:10 用尽，比 14:00 的重置早 50 分钟。", notice?.TextZh);
    }

    [Fact]
    public void ItSaysThatTheQuotaLasts()
    {
        var notice = Tell(Outlook(new("7d_opus", 0.85, Now.AddHours(2), QuotaState.Allowed) { Families = ["opus"] }) with { Confident = true });

        Assert.Equal("15 % of Claude's weekly Opus quota is left; at this pace it lasts until the reset at 14:00.", notice?.Text);
        Assert.Equal("Claude 的每周 Opus 配额剩余 15%，按当前速度可用到 14:00 的重置。", notice?.TextZh);
    }

    [Fact] // edge case 19
    public void AForecastFromTooLittleIsNotTold() => Assert.Equal(
        "15 % of Claude's 5-hour quota is left; it resets at 14:00.",
        Tell(Outlook(new("5h", 0.85, Now.AddHours(2), QuotaState.Allowed)) with { RunsDryAt = Now.AddMinutes(70) })?.Text);

    [Fact] // edge case 46
    public void TwoWindowsThatFallAtOnceAreBothTold() => Assert.Equal(
        2,
        _board.QuotaChanged("a", new() { At = Now, Windows = [Outlook(new("5h", 0.85, null, QuotaState.Allowed)), Outlook(new("7d", 0.85, null, QuotaState.Allowed))] }, new()).Count);

    private Notice? Tell(QuotaWindow window) => Tell(Outlook(window));

    private Notice? Tell(WindowOutlook window) => _board.QuotaChanged("a", new() { At = Now, Windows = [window] }, new()).SingleOrDefault();

    private static WindowOutlook Outlook(QuotaWindow window) => new() { Window = window };
}
