using ClaudeSidecar.Control;
using ClaudeSidecar.Quota;

namespace ClaudeSidecar.Tests.Control;

public sealed class NoticeBoardTests
{
    private static readonly DateTimeOffset Now = new(new DateTime(2026, 11, 21, 12, 0, 0, DateTimeKind.Local));
    private static readonly double[] Levels = [0.20, 0.10];

    private readonly NoticeBoard _board = new();

    [Fact] // 1 - 0.91 is a little less than 0.09
    public void ItNamesTheSameWholePercentAsTheStatusBar()
    {
        var notice = _board.QuotaChanged(Reading(new("5h", 0.91, Now.AddHours(2), QuotaState.Allowed)), Levels);

        Assert.Equal("9 % of Claude's 5-hour quota is left; it resets at 14:00.", notice?.Text);
        Assert.Equal("Claude 的 5 小时配额剩余 9%，将于 14:00 重置。", notice?.TextZh);
    }

    [Fact]
    public void AResetOnAnotherDayIsToldWithItsDate() => Assert.Equal(
        "15 % of Claude's weekly quota is left; it resets at 11-24 12:00.",
        _board.QuotaChanged(Reading(new("7d", 0.85, Now.AddDays(3), QuotaState.Allowed)), Levels)?.Text);

    [Fact] // edge case 46
    public void EachLevelSpeaksOnceUntilTheWindowHasRecovered()
    {
        bool Speaks(double used) => _board.QuotaChanged(Reading(new("5h", used, null, QuotaState.Allowed)), Levels) is not null;

        Assert.Equal([false, true, false, true, false, false, true], new[] { 0.5, 0.81, 0.85, 0.91, 0.95, 0.1, 0.81 }.Select(Speaks));
    }

    private static QuotaSnapshot Reading(QuotaWindow window) => new() { ReadAt = Now, Windows = [window] };
}
