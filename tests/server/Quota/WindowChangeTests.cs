using ClaudeSidecar.Quota;

namespace ClaudeSidecar.Tests.Quota;

public sealed class WindowChangeTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Reset = Now.AddHours(3);

    [Theory] // edge case 15
    [InlineData(0.60, 2, ChangeKind.Continued, 0.60)]
    [InlineData(0.60, -2, ChangeKind.Continued, 0.60)]
    [InlineData(0.57, 0, ChangeKind.Continued, 0.57)]
    [InlineData(0.55, 1, ChangeKind.Corrected, 0.55)]
    [InlineData(0.02, 18000, ChangeKind.Renewed, 0.02)]
    [InlineData(0.61, 18000, ChangeKind.Continued, 0.61)]
    public void ResetsThatWanderAreTheSameWindowAndADropIsNot(double used, int later, ChangeKind kind, double known)
    {
        var change = Of(Window(0.60), Window(used) with { ResetsAt = Reset.AddSeconds(later), ReadAt = Now });

        Assert.Equal((kind, known), (change.Kind, change.Window.Used!.Value));
        Assert.Equal(Math.Abs(later) <= 2 ? Reset : Reset.AddSeconds(later), change.Window.ResetsAt);
    }

    [Fact] // edge case 12
    public void AFieldThatIsLeftOutKeepsItsValue()
    {
        var change = Of(Window(0.6) with { State = QuotaState.Warning }, new("5h", null, null, QuotaState.Unknown) { Source = QuotaReading.FromHeaders, ReadAt = Now });

        Assert.Equal((0.6, Reset, QuotaState.Warning), (change.Window.Used, change.Window.ResetsAt, change.Window.State));
    }

    [Theory] // a session that does nothing tells what it was told hours ago
    [InlineData(0.20, 0, ChangeKind.Stale, 0.60)]
    [InlineData(0.60, 0, ChangeKind.Stale, 0.60)]
    [InlineData(0.70, 0, ChangeKind.Continued, 0.70)]
    [InlineData(0.90, -18000, ChangeKind.Stale, 0.60)] // of the window before
    [InlineData(0.03, 18000, ChangeKind.Renewed, 0.03)] // of the next one
    public void TheStatusLineNeverTakesBackWhatAnAnswerTold(double used, int later, ChangeKind kind, double known)
    {
        var change = Of(Window(0.60), Window(used) with { Source = QuotaReading.FromStatusline, ReadAt = Now, ResetsAt = Reset.AddSeconds(later) });

        Assert.Equal((kind, known), (change.Kind, change.Window.Used!.Value));
    }

    [Fact]
    public void AnOlderReadingDoesNotReplaceANewerOne()
    {
        var change = Of(Window(0.60), Window(0.50) with { ReadAt = Now.AddHours(-1) });

        Assert.Equal((ChangeKind.Stale, 0.60), (change.Kind, change.Window.Used!.Value));
    }

    [Fact] // edge case 21
    public void AReadingFromBeforeTheClockWasSetBackGivesWay()
    {
        var change = Of(Window(0.60) with { ReadAt = Now.AddDays(1) }, Window(0.62) with { ReadAt = Now });

        Assert.Equal((ChangeKind.Continued, 0.62), (change.Kind, change.Window.Used!.Value));
    }

    [Fact] // edge case 21
    public void AfterItsResetAWindowBeginsAnew()
    {
        var change = WindowChange.Of(Window(0.99), Window(0.99) with { ResetsAt = Reset.AddHours(5), ReadAt = Reset.AddSeconds(1) }, Reset.AddSeconds(1));

        Assert.Equal(ChangeKind.Renewed, change.Kind);
    }

    private static WindowChange Of(QuotaWindow before, QuotaWindow told) => WindowChange.Of(before, told, Now);

    private static QuotaWindow Window(double used) => new("5h", used, Reset, QuotaState.Unknown) { Source = QuotaReading.FromHeaders, ReadAt = Now.AddMinutes(-1) };
}
