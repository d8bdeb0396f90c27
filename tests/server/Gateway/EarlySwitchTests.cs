using ClaudeSidecar.Simulation;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Gateway;

/// <summary>New turns leave before the limit is met: the real forecast, fed by the headers of real answers.</summary>
public sealed class EarlySwitchTests : AsyncTest
{
    private const string Plays = """ "plays":[{"steps":[{"text":"The answer."}]}] """;

    private readonly ManualTime _time = new();
    private CloudSimulator _cloud = null!;
    private LocalSimulator _local = null!;
    private SidecarHost _sidecar = null!;

    public override async Task InitializeAsync()
    {
        // Each turn takes 2.5 %; at that pace the window is used up long before its reset.
        _cloud = await CloudSimulator.StartAsync(
            SimulatorScript.Parse($$"""{ {{Plays}}, "cloud": { "quota": { "5h": { "used": 0.5, "perRequest": 0.025, "resetsInSeconds": 14400 } } } }"""), time: _time);
        _local = await LocalSimulator.StartAsync(SimulatorScript.Parse($$"""{ {{Plays}} }"""), time: _time);
        _sidecar = await SidecarHost.StartAsync(_cloud.BaseUrl, _local.BaseUrl, _time);
    }

    public override async ValueTask DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        await _cloud.DisposeAsync();
        await _local.DisposeAsync();
    }

    [Fact] // edge case 17
    public async Task TheTurnThatWouldHardlyFitGoesElsewhereAndNoLimitIsEverMet()
    {
        var left = await UntilItLeavesAsync();

        Assert.InRange(left, 0.001, 0.05);
        Assert.DoesNotContain(_cloud.Requests, request => request.Status == 429);
        var status = _sidecar.Services.Control.Status();
        Assert.Equal(("local", "quota-low"), (status.Route.Provider, status.Route.Reason));
        Assert.StartsWith("Hardly any of Claude's 5-hour quota is left until ", status.Route.Text, StringComparison.Ordinal);
        Assert.StartsWith("Claude 的 5 小时配额所剩无几", status.Route.TextZh, StringComparison.Ordinal);
        Assert.Equal(("claude", "local", "quota-low"), Assert.Single(status.Switches.Select(change => (change.From, change.To, change.Reason))));
    }

    // edge case 17
    // edge case 45
    [Fact]
    public async Task ATurnThatHasBegunGoesOnWhereItBeganAndSoDoesEachAgentOnItsOwn()
    {
        Assert.Equal("claude", (await AskAsync(agent: "a-1")).Provider);
        await UntilItLeavesAsync();

        Assert.Equal(("claude", "primary"), await AskAsync(SidecarHost.ToolTurn(), agent: "a-1"));
        Assert.Equal("local", (await AskAsync(SidecarHost.ToolTurn())).Provider);
        Assert.Equal("local", (await AskAsync(agent: "a-2")).Provider);
    }

    // edge case 18
    // edge case 44
    [Fact]
    public async Task ItReturnsOnceAfterTheResetAndNotInTheMiddleOfATurn()
    {
        await UntilItLeavesAsync();
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(TimeSpan.FromMinutes(20));
            Assert.Equal(("local", "quota-low"), await AskAsync());
        }

        _time.Advance(TimeSpan.FromHours(4));
        Assert.Equal(("local", "tool-loop"), await AskAsync(SidecarHost.ToolTurn()));
        Assert.Equal(("claude", "primary"), await AskAsync());
        Assert.Equal(2, _sidecar.Services.Control.Status().Switches.Count);
    }

    [Fact]
    public async Task WhatMattersMostStaysUntilTheLimit()
    {
        await UntilItLeavesAsync();

        Assert.Equal(("claude", "primary"), await AskAsync(SidecarHost.Turn("Make a threat model of the login."), session: "other"));
        Assert.Equal(("local", "quota-low"), await AskAsync(SidecarHost.Turn("Rename a variable."), session: "third"));
    }

    [Fact] // edge case 36
    public async Task APinOfOneSessionOutranksTheForecastAndLeavesTheOthersToIt()
    {
        _sidecar.Services.Control.Switch("cloud", "pinned");
        await UntilItLeavesAsync();

        Assert.Equal(("claude", "pinned"), await AskAsync(session: "pinned"));
        Assert.Equal(("local", "quota-low"), await AskAsync(session: "other"));
        _sidecar.Services.Control.Switch("auto", "pinned");
        Assert.Equal("local", (await AskAsync(session: "pinned")).Provider);
    }

    /// <summary>Turn after turn, one in two minutes, until one goes elsewhere; the share that was left then.</summary>
    private async Task<double> UntilItLeavesAsync()
    {
        for (var turns = 0; turns < 25; turns++)
        {
            _time.Advance(TimeSpan.FromMinutes(2));
            var (provider, reason) = await AskAsync();
            if (provider == "local")
            {
                Assert.Equal("quota-low", reason);
                return 1 - _sidecar.Services.Routing.Quota.Snapshot().Windows.Single(window => window.Name == "5h").Used!.Value;
            }
        }

        throw new InvalidOperationException("It never left.");
    }

    private async Task<(string Provider, string Reason)> AskAsync(string? body = null, string session = "s-1", string? agent = null)
    {
        using var response = await _sidecar.AskAsync(body ?? SidecarHost.Turn(), session: session, agent: agent);
        await response.Content.ReadAsStringAsync();
        return (response.Headers.GetValues("x-sidecar-provider").Single(), response.Headers.GetValues("x-sidecar-reason").Single());
    }
}
