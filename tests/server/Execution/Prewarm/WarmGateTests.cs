using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Execution.Prewarm;

public sealed class WarmGateTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly CancellationTokenSource _source = new();
    private readonly WarmGate _gate;

    public WarmGateTests() => _gate = new(_time);

    public void Dispose() => _source.Dispose();

    [Fact]
    public void ARequestOfAnotherSessionGoesAtOnceAndEndsTheWarmUp()
    {
        Assert.True(_gate.TryWarm("s", _source));
        Assert.True(_gate.EnterAsync("other").IsCompletedSuccessfully);
        Assert.True(_source.IsCancellationRequested);
    }

    [Fact]
    public async Task ARequestOfTheSameSessionLetsItsOwnBeginningBeReadForAMoment()
    {
        _gate.TryWarm("s", _source);
        var entered = _gate.EnterAsync("s");
        Assert.False(entered.IsCompleted);

        _gate.EndWarm();
        await entered;
        Assert.False(_source.IsCancellationRequested);
    }

    [Fact]
    public async Task ButNotForLonger()
    {
        _gate.TryWarm("s", _source);
        var entered = _gate.EnterAsync("s");
        _time.Advance(WarmGate.Grace);
        await entered;
        Assert.True(_source.IsCancellationRequested);
    }

    [Fact]
    public async Task NothingIsWarmedWhileARequestLasts()
    {
        var freed = 0;
        _gate.Freed += () => freed++;
        await _gate.EnterAsync("s");
        await _gate.EnterAsync(null);
        Assert.Equal((true, false), (_gate.InUse, _gate.TryWarm("s", _source)));

        _gate.Leave();
        Assert.Equal((true, 0), (_gate.InUse, freed));
        _gate.Leave();
        Assert.Equal((false, 1, true), (_gate.InUse, freed, _gate.TryWarm("s", _source)));
    }
}
