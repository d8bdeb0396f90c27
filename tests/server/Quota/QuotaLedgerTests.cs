using ClaudeSidecar.Quota;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Quota;

public sealed class QuotaLedgerTests
{
    private readonly ManualTime _time = new();
    private readonly QuotaLedger _ledger;

    public QuotaLedgerTests() => _ledger = new(_time);

    [Fact] // edge case 12
    public void AnAnswerThatLeavesAWindowOutDoesNotEraseIt()
    {
        Record("a", Window("5h", 0.5), Window("7d", 0.2));
        Record("a", Window("5h", 0.6));

        Assert.Equal([("5h", 0.6), ("7d", 0.2)], Windows());
    }

    [Fact] // edge case 22
    public void AnotherAccountStartsAnew()
    {
        Record("a", Window("5h", 0.5), Window("7d", 0.2));
        Record("b", Window("5h", 0.1));

        Assert.Equal([("5h", 0.1)], Windows());
    }

    [Fact] // edge case 21
    public void AWindowWhoseResetHasPassedIsFullAgain()
    {
        Record("a", Window("5h", 1, resetsIn: 60), Window("7d", 0.2, resetsIn: 86400));
        _time.Advance(TimeSpan.FromHours(9));

        Assert.Equal([("7d", 0.2)], Windows());
        Assert.Equal(QuotaState.Unknown, _ledger.Snapshot().State);
    }

    [Fact]
    public void TheStrictestStateIsTheAccountsState()
    {
        Record("a", Window("5h", 0.5), Window("7d", 1) with { State = QuotaState.Rejected });

        Assert.Equal(QuotaState.Rejected, _ledger.Snapshot().State);
    }

    [Fact]
    public void EachReadingIsTold()
    {
        var told = 0;
        _ledger.Changed += () => told++;
        Record("a", Window("5h", 0.5));

        Assert.Equal(1, told);
    }

    private QuotaWindow Window(string name, double used, int resetsIn = 18000) => new(name, used, _time.GetUtcNow().AddSeconds(resetsIn), QuotaState.Unknown);

    private void Record(string account, params QuotaWindow[] windows) =>
        _ledger.Record(account, new() { At = _time.GetUtcNow(), Source = "headers", Windows = windows });

    private List<(string Name, double Used)> Windows() => [.. _ledger.Snapshot().Windows.Select(window => (window.Name, window.Used!.Value))];
}
