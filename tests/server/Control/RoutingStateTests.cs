using ClaudeSidecar.Control;
using ClaudeSidecar.Decision;
using ClaudeSidecar.Quota;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Tests.Control;

public sealed class RoutingStateTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly OptionsStore _options;
    private readonly RoutingState _routing;

    public RoutingStateTests()
    {
        _options = new(_folder["sidecar.json"], _time, NullLogger<OptionsStore>.Instance);
        _options.Load();
        _routing = new(_options, new(_time), new(_time), new(_time), new(_folder["routes.json"]), _time);
    }

    [Fact] // edge case 35
    public void AResetThatHasPassedAtTheStartMeansClaudeFirst()
    {
        Load(new QuotaWindow("5h", 1, _time.GetUtcNow().AddMinutes(-1), QuotaState.Rejected));

        Assert.Equal("claude", First("claude-sonnet-5"));
    }

    [Fact] // edge case 35
    public void ALimitThatStillHoldsAtTheStartIsNotAskedAgain()
    {
        Load(new QuotaWindow("5h", 1, _time.GetUtcNow().AddMinutes(1), QuotaState.Rejected));
        Assert.Equal("local", First("claude-sonnet-5"));

        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("claude", First("claude-sonnet-5"));
    }

    [Fact] // edge case 5
    public void ALimitOfOneFamilyThatStillHoldsConcernsThatFamily()
    {
        Load(new QuotaWindow("7d_opus", 1, _time.GetUtcNow().AddMinutes(1), QuotaState.Rejected) { Families = ["opus"] });

        Assert.Equal("local", First("claude-opus-4-5"));
        Assert.Equal("claude", First("claude-haiku-4-5"));
    }

    [Fact] // edge case 22
    public void TheLimitsOfOneLoginBenchNoOtherAndAreNotForgotten()
    {
        _routing.Meet("a");
        Load(new QuotaWindow("5h", 1, _time.GetUtcNow().AddHours(1), QuotaState.Rejected));
        Assert.Equal("local", First("claude-sonnet-5"));

        _routing.Meet("b");
        Assert.Equal("claude", First("claude-sonnet-5"));

        _routing.Meet("a");
        Assert.Equal("local", First("claude-sonnet-5"));
    }

    public void Dispose()
    {
        _options.Dispose();
        _folder.Dispose();
    }

    private void Load(QuotaWindow window)
    {
        var before = new QuotaLedger(_time);
        before.Record("a", new() { At = _time.GetUtcNow(), Source = QuotaReading.FromHeaders, Windows = [window] });
        _routing.Quota.Load(before.Save());
        _routing.BenchUsedUp();
    }

    private string? First(string model) => _routing.Plan(new(SessionKey: null, model, InToolLoop: false, Auxiliary: false, KnownWorkspace: true), session: null).First?.Provider;
}
