using ClaudeSidecar.Quota;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Tests.Quota;

public sealed class RateLimitHeadersTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact] // edge case 9
    public void SharesAreSharesAndMoreThanAllIsAll()
    {
        var reading = Read(("5h-utilization", "0.93"), ("5h-reset", "1795262400"), ("7d-utilization", "1.2"), ("status", "allowed_warning"))!;

        Assert.Equal(0.93, Window(reading, "5h").Used);
        Assert.Equal(1, Window(reading, "7d").Used);
        Assert.Equal(QuotaState.Warning, reading.State);
    }

    [Fact] // edge case 10
    public void AWindowOfTheFutureIsReadByItsPrefix() => Assert.Equal(0.5, Window(Read(("30d-utilization", "0.5"))!, "30d").Used);

    [Fact] // edge case 13
    public void PaidUsageGraceAndSlowLaneAreNoWindows() =>
        Assert.Empty(Read(("overage-utilization", "0.5"), ("overage-status", "allowed"), ("grace-5h-utilization", "0.2"), ("slow-budget-reset", "5"), ("status", "allowed"))!.Windows);

    [Fact]
    public void NothingAboutQuotaIsNoReading() => Assert.Null(RateLimitHeaders.Read(new HeaderDictionary { ["x-other"] = "1" }, Now));

    [Fact]
    public void AnApiKeysLimitsAreSharesToo()
    {
        var headers = new HeaderDictionary
        {
            ["anthropic-ratelimit-requests-limit"] = "50",
            ["anthropic-ratelimit-requests-remaining"] = "10",
            ["anthropic-ratelimit-requests-reset"] = "2026-11-21T12:01:00Z",
        };

        var window = RateLimitHeaders.Read(headers, Now)!.Windows.Single();

        Assert.Equal(("requests", 0.8, Now.AddMinutes(1)), (window.Name, Math.Round(window.Used!.Value, 6), window.ResetsAt!.Value));
    }

    [Theory] // edge case 11
    [InlineData("1795262460", 60)]
    [InlineData("2026-11-21T12:01:00Z", 60)]
    [InlineData("60", 60)]
    [InlineData("Sat, 21 Nov 2026 12:01:00 GMT", 60)]
    [InlineData("9999999999", 8 * 86400)]
    [InlineData("99999999999999999999999999999999", 8 * 86400)]
    [InlineData("-5", 0)]
    public void AResetIsReadInEveryFormOfTheWire(string text, int seconds) => Assert.Equal(Now.AddSeconds(seconds), ResetTime.Parse(text, Now));

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("NaN")]
    public void WhatIsNoTimeIsNone(string text) => Assert.Null(ResetTime.Parse(text, Now));

    private static QuotaReading? Read(params (string Name, string Value)[] unified)
    {
        var headers = new HeaderDictionary();
        foreach (var (name, value) in unified)
        {
            headers[$"Anthropic-Ratelimit-Unified-{name}"] = value;
        }

        return RateLimitHeaders.Read(headers, Now);
    }

    private static QuotaWindow Window(QuotaReading reading, string name) => reading.Windows.Single(window => window.Name == name);
}
