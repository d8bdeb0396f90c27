using ClaudeSidecar.Decision;
using ClaudeSidecar.Quota;
using ClaudeSidecar.Quota.Forecast;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Wire;
using static ClaudeSidecar.Tests.Decision.Windows;

namespace ClaudeSidecar.Tests.Decision;

public sealed class EarlySwitchTests
{
    private static readonly HandoverOptions Defaults = new();
    private static readonly HandoverOptions WithoutForecast = new() { Forecast = false };
    private static readonly WindowOutlook Ending = Window(left: 0.02, dryIn: 10, nextTurn: 0.03);

    [Fact] // edge case 17
    public void ItLeavesWhenTheNextTurnWouldHardlyFitAndTheWindowEndsFirst() => Assert.Equal(new("5h", Now.AddMinutes(120)), Look(Ending));

    [Fact]
    public void ItStaysWhileTheNextTurnFitsForEarlyIsWasteAndLateIsFree()
    {
        Assert.Null(Look(Window(left: 0.04, dryIn: 10, nextTurn: 0.03)));
        Assert.Null(Look(Window(left: 0.06, dryIn: 10, nextTurn: 0.07)));
    }

    [Fact]
    public void ItStaysWhereTheResetMayComeFirst()
    {
        Assert.Null(Look(Ending with { RunsDryLatest = null }));
        Assert.Null(Look(Window(left: 0.02, nextTurn: 0.03)));
    }

    [Fact]
    public void ItStaysWhereTooLittleIsKnown()
    {
        Assert.Null(Look(Ending with { NextTurn = null }));
        Assert.Null(Look(Ending with { Confident = false }));
    }

    [Fact]
    public void WhatIsFullAgainBeforeASessionMayReturnIsNotWorthLeavingFor()
    {
        Assert.Null(Look(Window(left: 0.02, dryIn: 2, nextTurn: 0.03, resetIn: 4)));
        Assert.Null(Look(Window(left: 0.01, dryIn: 0.2, nextTurn: 0.03, resetIn: 1, name: "input-tokens")));
    }

    [Fact]
    public void AnEmptyBucketOfAKeyFillsUpBeforeAnybodyCouldReturn() => Assert.Null(Look(Window(left: 0, resetIn: 0.5, name: "input-tokens")));

    [Fact]
    public void NothingLeftIsNothingLeft() => Assert.NotNull(Look(Window(left: 0, resetIn: 3)));

    [Fact] // edge case 16
    public void AWarningAloneSwitchesNothing()
    {
        var warned = Window(left: 0.08, dryIn: 10, nextTurn: 0.03);
        warned = warned with { Window = warned.Window with { State = QuotaState.Warning } };

        Assert.Null(Look(warned));
        Assert.Null(Look(warned, options: WithoutForecast));
    }

    [Fact]
    public void WithoutForecastTheThresholdDecides()
    {
        Assert.NotNull(Look(Window(left: 0.05), options: WithoutForecast));
        Assert.Null(Look(Window(left: 0.051), options: WithoutForecast));
        Assert.Null(Look(Window(left: 0.001), options: WithoutForecast with { SwitchBelow = 0 }));
        Assert.Null(Look(Ending, options: Defaults with { SwitchBelow = 0 }));
    }

    [Fact] // edge case 18
    public void WhatIsSparedStaysSparedUntilItHasRecoveredOrReset()
    {
        var spared = Look(Ending);

        Assert.NotNull(Look(Window(left: 0.06, dryIn: null), spared));
        Assert.NotNull(Look(Window(left: 0.20, dryIn: null), spared));
        Assert.Null(Look(Window(left: 0.21, dryIn: null), spared));
        Assert.Null(Look(Window(left: 0.06, resetIn: 0), spared));
        Assert.Null(EarlySwitch.Look(QuotaOutlook.Empty, "sonnet", spared, Defaults, Now));
    }

    [Fact] // edge case 18
    public void OscillatingAroundTheThresholdSwitchesOnceInEachDirection()
    {
        Sparing? spared = null;
        var switches = 0;
        foreach (var left in (double[])[0.06, 0.03, 0.06, 0.03, 0.10, 0.02, 0.06, 0.5, 0.3, 0.21])
        {
            var next = Look(Window(left, dryIn: 10, nextTurn: 0.04), spared);
            switches += next is null == spared is null ? 0 : 1;
            spared = next;
        }

        Assert.Equal(2, switches);
    }

    [Fact] // edge case 5
    public void AWindowOfOneFamilyConcernsThatFamilyOnly()
    {
        var opus = Ending with { Window = Ending.Window with { Name = "7d_opus", Families = ["opus"] } };

        Assert.Null(EarlySwitch.Look(Outlook(opus), "sonnet", null, Defaults, Now));
        Assert.NotNull(EarlySwitch.Look(Outlook(opus), "opus", null, Defaults, Now));
    }

    [Fact]
    public void WhoPaysForExtraUsageIsNotMoved() => Assert.Null(EarlySwitch.Look(Outlook(Ending) with { OnExtraUsage = true }, "sonnet", null, Defaults, Now));

    [Fact] // edge case 34
    public void AConfirmedLimitEndsWhenSomebodyHasSeenRoomSince()
    {
        var limited = new BackendHealth(false, Now.AddMinutes(60), FailureKind.QuotaWindow, "5h") { Since = Now.AddMinutes(-10) };
        var room = Window(left: 0.9, resetIn: 300);

        Assert.True(HasRoom(room, limited));
        Assert.False(HasRoom(room, limited with { Since = Now.AddMinutes(1) }));
        Assert.False(EarlySwitch.HasRoomAgain(Outlook(room, Window(left: 0.01, name: "7d")), "sonnet", limited, Defaults));
    }

    [Fact] // edge case 34
    public void AStatusLineCountsOnlyWhenItTellsOfAnotherWindow()
    {
        var limited = new BackendHealth(false, Now.AddMinutes(60), FailureKind.QuotaWindow, "5h") { Since = Now.AddMinutes(-10) };
        WindowOutlook Told(double resetIn) => Window(left: 0.5, resetIn: resetIn) is var window ? window with { Window = window.Window with { Source = "statusline" } } : null!;

        Assert.False(HasRoom(Told(60), limited));
        Assert.True(HasRoom(Told(300), limited));
    }

    private static bool HasRoom(WindowOutlook window, BackendHealth limited) => EarlySwitch.HasRoomAgain(Outlook(window), "sonnet", limited, Defaults);

    private static Sparing? Look(WindowOutlook window, Sparing? before = null, HandoverOptions? options = null) =>
        EarlySwitch.Look(Outlook(window), "sonnet", before, options ?? Defaults, Now);
}
