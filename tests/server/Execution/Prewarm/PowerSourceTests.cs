using ClaudeSidecar.Execution.Prewarm;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Execution.Prewarm;

public sealed class PowerSourceTests
{
    [Theory]
    [InlineData(PowerState.Unknown)]
    [InlineData(PowerState.Mains, "AC:type=Mains,online=1", "BAT0:type=Battery,status=Charging")]
    [InlineData(PowerState.Battery, "AC:type=Mains,online=0", "BAT0:type=Battery,status=Discharging")]
    [InlineData(PowerState.Mains, "AC:type=Mains,online=1", "BAT0:type=Battery,status=Discharging")] // a weak supply
    [InlineData(PowerState.Mains, "ucsi:type=USB,online=1", "BAT0:type=Battery,status=Not charging")]
    [InlineData(PowerState.Mains, "BAT0:type=Battery,status=Full")]
    [InlineData(PowerState.Battery, "BAT0:type=Battery,status=Full", "BAT1:type=Battery,status=Discharging")]
    [InlineData(PowerState.Unknown, "mouse:type=Battery,scope=Device,status=Discharging")]
    [InlineData(PowerState.Unknown, "strange:nothing=")]
    public void LinuxTellsByItsSupplies(PowerState state, params string[] supplies)
    {
        using var root = new TempFolder();
        foreach (var supply in supplies)
        {
            foreach (var file in supply.Split(':')[1].Split(','))
            {
                root.Write(Path.Combine(supply.Split(':')[0], file.Split('=')[0]), $"{file.Split('=')[1]}\n");
            }
        }

        Assert.Equal(state, PowerSource.ReadLinux(root.Path));
    }

    [Fact]
    public void WithoutSuppliesLinuxDoesNotKnow() => Assert.Equal(PowerState.Unknown, PowerSource.ReadLinux("/nowhere/at/all"));

    [Theory]
    [InlineData("Now drawing from 'AC Power'\n -InternalBattery-0 (id=1)\t80%; AC attached", PowerState.Mains)]
    [InlineData("Now drawing from 'Battery Power'\n -InternalBattery-0 (id=1)\t80%; discharging", PowerState.Battery)]
    [InlineData("Now drawing from 'UPS Power'\n", PowerState.Unknown)]
    [InlineData("", PowerState.Unknown)]
    public void AMacTellsByItsFirstLine(string answer, PowerState state) => Assert.Equal(state, PowerSource.ReadMac(answer));

    [Theory]
    [InlineData(PowerState.Unknown, PowerState.Battery, PowerState.Battery)]
    [InlineData(PowerState.Mains, PowerState.Battery, PowerState.Mains)]
    [InlineData(PowerState.Unknown, PowerState.Unknown, PowerState.Unknown)]
    public async Task WhatAnEditorSaysCountsOnlyWhereTheSystemSaysNothing(PowerState seen, PowerState told, PowerState state)
    {
        var power = new PowerSource(_ => Task.FromResult(seen));
        power.Told(told);
        Assert.Equal(state, await power.LookAsync(CancellationToken.None));
    }

    [Fact]
    public async Task ThisMachineAnswersWhateverItIs() =>
        Assert.True(Enum.IsDefined(await PowerSource.OfThisMachine(TimeProvider.System).LookAsync(CancellationToken.None)));
}
