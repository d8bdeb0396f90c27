using ClaudeSidecar.Cli;
using ClaudeSidecar.Observability;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Tests.Cli;

/// <summary>When the background process ends by itself (design 2).</summary>
public sealed class IdleWatchTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();
    private readonly ActivityClock _activity;
    private OptionsStore? _options;
    private int _clients;

    public IdleWatchTests()
    {
        _activity = new(_time);
    }

    public void Dispose()
    {
        _options?.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void ItEndsAfterTheIdleMinutesAndNotBefore()
    {
        var end = Watch("""{ "idleMinutes": 10 }""");

        _time.Advance(TimeSpan.FromMinutes(9.5));
        Assert.False(end.IsCompleted);
        _time.Advance(TimeSpan.FromMinutes(0.5));
        Assert.True(end.IsCompletedSuccessfully);
    }

    [Fact]
    public void WithNoConfigurationItEndsAfterHalfAnHour()
    {
        var end = Watch("{}");

        _time.Advance(TimeSpan.FromMinutes(29));
        Assert.False(end.IsCompleted);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(end.IsCompletedSuccessfully);
    }

    [Fact]
    public void AConnectedEditorKeepsItAndItsLeavingBeginsTheWaitAnew()
    {
        _clients = 1;
        var end = Watch("""{ "idleMinutes": 10 }""");

        _time.Advance(TimeSpan.FromHours(5));
        Assert.False(end.IsCompleted);

        // As `serve` does when the number of its clients changes.
        _clients = 0;
        _activity.Touch();
        _time.Advance(TimeSpan.FromMinutes(9.5));
        Assert.False(end.IsCompleted);
        _time.Advance(TimeSpan.FromMinutes(0.5));
        Assert.True(end.IsCompletedSuccessfully);
    }

    [Fact]
    public void ARunningRequestKeepsItHoweverLongItTakesAndItsEndBeginsTheWaitAnew()
    {
        var end = Watch("""{ "idleMinutes": 10 }""");
        _activity.Begin();

        _time.Advance(TimeSpan.FromHours(5));
        Assert.False(end.IsCompleted);

        _activity.End();
        _time.Advance(TimeSpan.FromMinutes(9.5));
        Assert.False(end.IsCompleted);
        _time.Advance(TimeSpan.FromMinutes(0.5));
        Assert.True(end.IsCompletedSuccessfully);
    }

    [Fact]
    public void WithZeroItNeverEndsByItself()
    {
        var end = Watch("""{ "idleMinutes": 0 }""");

        _time.Advance(TimeSpan.FromDays(30));
        Assert.False(end.IsCompleted);
    }

    [Fact]
    public void AChangedNumberOfMinutesCountsAtOnce()
    {
        var end = Watch("""{ "idleMinutes": 0 }""");
        _time.Advance(TimeSpan.FromHours(5));

        _folder.Write("sidecar.json", """{ "idleMinutes": 10 }""");
        Assert.True(_options!.Load());
        _time.Advance(TimeSpan.FromMinutes(0.5));
        Assert.True(end.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task WhoStopsTheProcessStopsTheWatch()
    {
        using var stop = new CancellationTokenSource();
        var end = Watch("{}", stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => end);
    }

    // Without a synchronisation context the watch goes on within Advance: when that returns, it has looked.
    private Task Watch(string configuration, CancellationToken cancellationToken = default)
    {
        SynchronizationContext.SetSynchronizationContext(null);
        _options = new(_folder.Write("sidecar.json", configuration), _time, NullLogger<OptionsStore>.Instance);
        return new IdleWatch(_activity, () => _clients, _options, _time).WaitAsync(cancellationToken);
    }
}
