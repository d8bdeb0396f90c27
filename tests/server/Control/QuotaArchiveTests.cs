using ClaudeSidecar.Control;
using ClaudeSidecar.Quota;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Tests.Control;

public sealed class QuotaArchiveTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();

    private string Kept => _folder["quota.json"];

    [Fact] // edge case 35
    public void WhatIsKnownSurvivesARestart()
    {
        Fill();
        var (again, archive) = Open();
        using (archive)
        {
            Assert.Equal("a", again.Current);
            Assert.Equal(("5h", 0.9, QuotaState.Warning), Only(again, "a"));
            Assert.Equal(("7d_opus", 1, QuotaState.Rejected), Only(again, "b"));
            Assert.Equal("opus", again.Snapshot("b").Windows.Single().Family);
        }
    }

    [Fact] // edge case 35
    public void AWindowThatHasResetMeanwhileIsNotBroughtBack()
    {
        Fill();
        _time.Advance(TimeSpan.FromHours(3));
        var (again, archive) = Open();
        using (archive)
        {
            Assert.Empty(again.Snapshot("a").Windows);
            Assert.Single(again.Snapshot("b").Windows);
        }
    }

    [Fact]
    public void AKillLosesTenSecondsAtMost()
    {
        var (ledger, archive) = Open();
        using (archive)
        {
            Record(ledger);
            Assert.False(File.Exists(Kept));

            _time.Advance(QuotaArchive.Delay);
            Assert.True(File.Exists(Kept));
        }
    }

    [Fact]
    public void OnlyItsOwnerMayReadItAndNoCredentialIsInIt()
    {
        Fill();

        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Kept) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Assert.DoesNotContain("Bearer", File.ReadAllText(Kept), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"accounts":null}""")]
    [InlineData("""{"accounts":[null]}""")]
    [InlineData("""{"accounts":[{"account":"a","windows":[null,{"name":""},{"name":"5h","used":7}]}]}""")]
    [InlineData("""{"accounts":[{"account":"a","windows":[{"name":"5h","used":0.5,"track":{"rate":[1],"turns":[-4],"minutes":-1,"readings":-9}}]}]}""")]
    [InlineData("""{"accounts":[{"account":"a","state":"Sometimes"}]}""")]
    public void AFileThatIsTornOrForeignCountsAsNone(string text)
    {
        _folder.Write("quota.json", text);
        var (ledger, archive) = Open();
        using (archive)
        {
            Record(ledger);

            Assert.Equal(("5h", 0.9, QuotaState.Warning), Only(ledger, "a"));
            Assert.NotEmpty(ledger.Outlook("a").Windows);
        }
    }

    [Fact]
    public void AFolderThatIsGoneStopsNobody()
    {
        var (ledger, archive) = Open(_folder["none/quota.json"]);
        using (archive)
        {
            Record(ledger);
            _time.Advance(QuotaArchive.Delay);
        }
    }

    public void Dispose() => _folder.Dispose();

    private void Fill()
    {
        var (ledger, archive) = Open();
        using (archive)
        {
            Record(ledger);
            ledger.Record("b", Reading(new QuotaWindow("7d_opus", 1, _time.GetUtcNow().AddDays(2), QuotaState.Rejected)), new("s", "claude-opus-4-5", StartsTurn: true));
        }
    }

    private void Record(QuotaLedger ledger) => ledger.Record("a", Reading(new QuotaWindow("5h", 0.9, _time.GetUtcNow().AddHours(2), QuotaState.Warning)));

    private (QuotaLedger Ledger, QuotaArchive Archive) Open(string? path = null)
    {
        var ledger = new QuotaLedger(_time);
        return (ledger, new(path ?? Kept, ledger, _time, NullLogger<QuotaArchive>.Instance));
    }

    private QuotaReading Reading(QuotaWindow window) => new() { At = _time.GetUtcNow(), Source = QuotaReading.FromHeaders, Windows = [window] };

    private static (string Name, double Used, QuotaState State) Only(QuotaLedger ledger, string account)
    {
        var window = ledger.Snapshot(account).Windows.Single();
        return (window.Name, window.Used!.Value, window.State);
    }
}
