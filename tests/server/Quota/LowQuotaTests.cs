using ClaudeSidecar.Quota;
using Outlooks = ClaudeSidecar.Tests.Decision.Windows;

namespace ClaudeSidecar.Tests.Quota;

public sealed class LowQuotaTests
{
    [Theory]
    [InlineData(0.21, false)]
    [InlineData(0.2, false)]
    [InlineData(0.19, true)]
    [InlineData(0.0, true)]
    [InlineData(null, false)]
    public void TheFirstLevelOfWarningCounts(double? left, bool low) =>
        Assert.Equal(low, LowQuota.Is(Outlooks.Outlook(Outlooks.Window(0.9), Outlooks.Window(left)), [0.1, 0.2]));

    [Fact]
    public void ABucketOfAMinuteDoesNotCount() => Assert.False(LowQuota.Is(Outlooks.Outlook(Outlooks.Window(0.01, name: "input-tokens")), [0.2]));

    [Fact]
    public void WithoutLevelsOnlyTheEndItselfCounts()
    {
        var window = Outlooks.Window(0.01);
        Assert.False(LowQuota.Is(Outlooks.Outlook(window), []));
        Assert.True(LowQuota.Is(Outlooks.Outlook(window with { Window = window.Window with { State = QuotaState.Rejected } }), []));
    }
}
