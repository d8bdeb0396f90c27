using ClaudeSidecar.Quota;
using ClaudeSidecar.Quota.Forecast;

namespace ClaudeSidecar.Tests.Quota;

public sealed class WarningLevelsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly double[] Levels = [0.20, 0.10, 0.05];

    private readonly WarningLevels _levels = new();

    [Fact] // edge case 46
    public void EachLevelSpeaksOnceUntilTheWindowHasRecovered() => Assert.Equal(
        [false, true, false, true, false, true, false, true],
        new[] { 0.5, 0.81, 0.85, 0.91, 0.94, 0.96, 0.1, 0.81 }.Select(used => Speaks("5h", used)));

    [Fact]
    public void AWindowThatFallsThroughTwoLevelsSpeaksOnce() => Assert.Equal([true, false], new[] { 0.93, 0.94 }.Select(used => Speaks("5h", used)));

    [Fact] // edge case 18
    public void OscillationAroundALevelIsOneEpisode() => Assert.Equal(
        [true, false, false, false, false], new[] { 0.805, 0.795, 0.81, 0.79, 0.81 }.Select(used => Speaks("5h", used)));

    [Fact] // edge case 15
    public void AResetThatWandersEndsNoEpisodeAndANewWindowDoes()
    {
        Assert.True(Speaks("5h", 0.81, Now.AddHours(1)));
        Assert.False(Speaks("5h", 0.809, Now.AddHours(1).AddSeconds(2)));
        Assert.True(Speaks("5h", 0.805, Now.AddHours(6)));
    }

    [Fact]
    public void AResetThatHasPassedEndsTheEpisode()
    {
        Assert.True(Speaks("5h", 0.81));
        _levels.Check("a", new() { Windows = [] }, Levels);
        Assert.True(Speaks("5h", 0.81));
    }

    [Fact] // edge case 22
    public void EachLoginAndEachWindowHasItsOwn()
    {
        Assert.True(Speaks("5h", 0.81));
        Assert.True(Speaks("7d", 0.81));
        Assert.True(Speaks("5h", 0.81, account: "b"));
        Assert.False(Speaks("5h", 0.81));
    }

    [Theory]
    [InlineData("5h", 1.0)] // of that the switch tells
    [InlineData("input-tokens", 0.95)] // low and full again every minute
    public void OfSomeNobodyIsTold(string name, double used) => Assert.False(Speaks(name, used));

    private bool Speaks(string name, double used, DateTimeOffset? reset = null, string account = "a")
    {
        // Windows that are not told of have reset, so each account's are told together.
        var windows = _told.GetValueOrDefault(account) ?? (_told[account] = []);
        windows[name] = new() { Window = new(name, used, reset, QuotaState.Allowed) };
        return _levels.Check(account, new() { At = Now, Windows = [.. windows.Values] }, Levels).Any(window => window.Window.Name == name);
    }

    private readonly Dictionary<string, Dictionary<string, WindowOutlook>> _told = [];
}
