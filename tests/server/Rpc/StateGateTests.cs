using ClaudeSidecar.Rpc;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Rpc;

public sealed class StateGateTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly List<string> _sent = [];
    private readonly StateGate<string> _gate;

    public StateGateTests() => _gate = new(TimeSpan.FromMilliseconds(200), _time, _sent.Add);

    public void Dispose() => _gate.Dispose();

    [Fact]
    public void TheFirstStateGoesAtOnce()
    {
        _gate.Offer("a");
        Assert.Equal(["a"], _sent);
    }

    [Fact]
    public void OfThoseInAnIntervalTheLastOneGoesAtItsEnd()
    {
        _gate.Offer("a");
        _gate.Offer("b");
        _gate.Offer("c");
        _time.Advance(TimeSpan.FromMilliseconds(199));
        Assert.Equal(["a"], _sent);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(["a", "c"], _sent);

        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(["a", "c"], _sent);
    }

    [Fact]
    public void AStateAfterAQuietIntervalGoesAtOnce()
    {
        _gate.Offer("a");
        _time.Advance(TimeSpan.FromMilliseconds(200));
        _gate.Offer("b");
        Assert.Equal(["a", "b"], _sent);
    }

    [Fact]
    public void AStreamOfStatesGivesFiveASecondAndTheLast()
    {
        for (var i = 0; i <= 1000; i++)
        {
            _gate.Offer($"{i}");
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.InRange(_sent.Count, 5, 7);
        Assert.Equal("1000", _sent[^1]);
    }

    [Fact]
    public void NothingIsSentAfterTheEnd()
    {
        _gate.Offer("a");
        _gate.Offer("b");
        _gate.Dispose();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["a"], _sent);
    }
}
