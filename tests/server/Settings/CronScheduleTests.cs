using System.Globalization;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Tests.Settings;

public sealed class CronScheduleTests
{
    [Theory]
    [InlineData("0-4 * * * *", "2026-11-21T12:00", "2026-11-21T12:01")]
    [InlineData("0-4 * * * *", "2026-11-21T12:04", "2026-11-21T13:00")]
    [InlineData("0-4 * * * *", "2026-12-31T23:30", "2027-01-01T00:00")]
    [InlineData("*/15 9-17 * * 1-5", "2026-11-20T17:50", "2026-11-23T09:00")]
    [InlineData("5/20 * * * *", "2026-11-21T12:26", "2026-11-21T12:45")]
    [InlineData("30 2 29 2 *", "2026-11-21T12:00", "2028-02-29T02:30")]
    [InlineData("0 0 * * 7", "2026-11-21T12:00", "2026-11-22T00:00")]
    [InlineData("0 0 1 * 1", "2026-11-21T12:00", "2026-11-23T00:00")]
    [InlineData("1,3 * * * *", "2026-11-21T12:01", "2026-11-21T12:03")]
    public void ItTellsTheNextMinute(string schedule, string after, string expected) =>
        Assert.Equal(At(expected), Parsed(schedule).After(At(after)));

    [Fact]
    public void ADateThatNeverComesIsNotWaitedFor() => Assert.Null(Parsed("0 0 30 2 *").After(At("2026-11-21T12:00")));

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("* * * * * *")]
    [InlineData("60 * * * *")]
    [InlineData("4-0 * * * *")]
    [InlineData("*/0 * * * *")]
    [InlineData("-1 * * * *")]
    [InlineData("1-2-3 * * * *")]
    [InlineData("1,,2 * * * *")]
    [InlineData("* * 0 * *")]
    [InlineData("a * * * *")]
    public void WhatIsNoScheduleIsRefused(string text) => Assert.False(CronSchedule.TryParse(text, out _));

    private static CronSchedule Parsed(string text)
    {
        Assert.True(CronSchedule.TryParse(text, out var schedule));
        return schedule;
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text + ":00+08:00", CultureInfo.InvariantCulture);
}
