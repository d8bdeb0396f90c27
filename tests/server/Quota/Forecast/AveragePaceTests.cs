using ClaudeSidecar.Quota;
using ClaudeSidecar.Quota.Forecast;

namespace ClaudeSidecar.Tests.Quota.Forecast;

public sealed class AveragePaceTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void AWindowThatIsUsedFasterThanItPassesRunsDryBeforeItsReset() =>
        Assert.Equal(Now.AddHours(1), AveragePace.RunsDryAt(Window("5h", 0.5, resetsInHours: 4), Now));

    [Theory]
    [InlineData("5h", 0.5, 2.0)] // lasts: more of it has passed than was used
    [InlineData("5h", 0.5, 4.9)] // has just begun
    [InlineData("5h", 0.0, 1.0)]
    [InlineData("5h", 1.0, 1.0)] // is dry already
    [InlineData("5h", 0.5, -1.0)]
    [InlineData("requests", 0.5, 0.01)]
    public void AWindowThatLastsOrOfWhichLittleIsKnownHasNone(string name, double used, double hours) =>
        Assert.Null(AveragePace.RunsDryAt(Window(name, used, hours), Now));

    [Theory]
    [InlineData("5h", 5)]
    [InlineData("7d", 168)]
    [InlineData("7d_oi", 168)]
    [InlineData("30d", 720)]
    [InlineData("requests", null)]
    [InlineData("5", null)]
    [InlineData("5hours", null)]
    [InlineData("h", null)]
    public void AWindowsNameTellsItsLength(string name, int? hours) => Assert.Equal(hours, WindowName.Length(name)?.TotalHours);

    private static QuotaWindow Window(string name, double used, double resetsInHours) => new(name, used, Now.AddHours(resetsInHours), QuotaState.Allowed);
}
