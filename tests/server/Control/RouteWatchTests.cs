using ClaudeSidecar.Control;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Tests.Fakes;
using ClaudeSidecar.Wire;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Tests.Control;

public sealed class RouteWatchTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly OptionsStore _options;
    private readonly RoutingState _routing;

    public RouteWatchTests()
    {
        _options = new(_folder["sidecar.json"], _time, NullLogger<OptionsStore>.Instance);
        _routing = new(_options, new(_time), new(_time), new(_time), new(_folder["routes.json"]), _time);
    }

    public void Dispose()
    {
        _options.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void WhoeverIsOvertakenWhileTellingTellsTheNewestRouteLast()
    {
        using var watch = new RouteWatch(_routing);
        var heard = new List<string>();

        // The first listener causes another change before the second one has heard of this.
        watch.Changed += route =>
        {
            if (!route.Local)
            {
                return;
            }

            _routing.Health.Clear("claude");
        };
        watch.Changed += route => heard.Add(route.Provider);

        _routing.Health.Report("claude", "", new(FailureKind.QuotaWindow, _time.GetUtcNow().AddHours(1)));

        Assert.Contains("local", heard);
        Assert.Equal("claude", heard[^1]);
        Assert.Equal("claude", watch.Current.Provider);
    }
}
