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
    public void TwoLoginsDoNotDisturbEachOther()
    {
        Record("a", Window("5h", 0.5), Window("7d", 0.2));
        _ledger.Meet("b");

        Assert.Empty(Windows());

        Record("b", Window("5h", 0.1, resetsIn: 9000));

        Assert.Equal([("5h", 0.1)], Windows());

        _ledger.Meet("a");

        Assert.Equal([("5h", 0.5), ("7d", 0.2)], Windows());
    }

    [Fact] // edge case 22
    public void ANewLoginIsMetAndAnOldOneIsNot()
    {
        Assert.False(_ledger.Meet("a"));
        Assert.False(_ledger.Meet("a"));
        Assert.True(_ledger.Meet("b"));
        Assert.False(_ledger.Meet(AccountKey.None));
        Assert.Equal("b", _ledger.Current);
    }

    [Fact] // edge case 22
    public void ARenewedCredentialOfTheSameLoginKeepsWhatIsKnown()
    {
        Record("a", Window("5h", 0.5), Window("7d", 0.2), Window("7d_opus", 0.7));
        _ledger.Meet("b");
        Record("b", Window("5h", 0.51), Window("7d", 0.2));

        Assert.Equal([("7d_opus", 0.7), ("5h", 0.51), ("7d", 0.2)], Windows());
    }

    [Fact] // edge case 22
    public void WhatTheStatusLineToldBeforeTheFirstRequestIsOfItsAccount()
    {
        _ledger.RecordUnattributed(Reading(Window("7d", 0.2)) with { Source = QuotaReading.FromStatusline });
        Record("a", Window("5h", 0.5));

        Assert.Equal([("5h", 0.5), ("7d", 0.2)], Windows());
    }

    [Fact] // edge case 22
    public void AStatusLineIsOfTheAccountOfItsSession()
    {
        _ledger.Record("a", Reading(Window("5h", 0.5)), new("s1", "claude-opus-4-5", StartsTurn: true));
        _ledger.Record("b", Reading(Window("5h", 0.1, resetsIn: 9000)), new("s2", "claude-opus-4-5", StartsTurn: true));
        _ledger.RecordUnattributed(Reading(Window("7d", 0.3)) with { Source = QuotaReading.FromStatusline }, "s2");

        Assert.Equal([("5h", 0.5)], Windows("a"));
        Assert.Equal([("7d", 0.3), ("5h", 0.1)], Windows("b"));
    }

    [Fact]
    public void NoMoreAccountsAreKeptThanAPersonHas()
    {
        for (var i = 0; i < 50; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Record($"account{i}", Window("5h", 0.5, resetsIn: 1000 + (i * 100)));
        }

        Assert.Equal(QuotaLedger.MostAccounts, _ledger.Save().Accounts.Count);
        Assert.Equal([("5h", 0.5)], Windows("account49"));
        Assert.Empty(Windows("account30"));
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

    private QuotaReading Reading(params QuotaWindow[] windows) => new() { At = _time.GetUtcNow(), Source = QuotaReading.FromHeaders, Windows = windows };

    private void Record(string account, params QuotaWindow[] windows) => _ledger.Record(account, Reading(windows));

    private List<(string Name, double Used)> Windows(string? account = null) => [.. _ledger.Snapshot(account).Windows.Select(window => (window.Name, window.Used!.Value))];
}
