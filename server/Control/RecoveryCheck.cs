using ClaudeSidecar.Decision;
using ClaudeSidecar.Settings;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Control;

/// <summary>
/// Tries backends that are out, at the minutes of the schedule, and all of ours when it is asked to. It sleeps while nothing is out,
/// so that an idle machine stays idle, and never asks what is paid with the client's credentials.
/// </summary>
public sealed partial class RecoveryCheck : IAsyncDisposable
{
    private readonly RoutingState _routing;
    private readonly LocalProbe _locals;
    private readonly KeyProbe _keys;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private DateTimeOffset? _next;
    private Task _running = Task.CompletedTask;

    /// <summary>Waits for the first backend to be out.</summary>
    /// <param name="routing">Knows who is out.</param>
    /// <param name="locals">Looks for servers on this machine.</param>
    /// <param name="keys">Asks those that a key of ours pays for.</param>
    /// <param name="logger">Gets one line for each check.</param>
    public RecoveryCheck(RoutingState routing, LocalProbe locals, KeyProbe keys, ILogger logger)
    {
        (_routing, _locals, _keys, _logger) = (routing, locals, keys, logger);
        _timer = routing.Time.CreateTimer(_ => Begin(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        routing.Health.Changed += Arm;
        routing.Options.Changed += OnOptionsChanged;
        Arm();
    }

    /// <summary>When it looks next; null while nothing is out that may be tried.</summary>
    public DateTimeOffset? Next
    {
        get
        {
            lock (_lock)
            {
                return _next;
            }
        }
    }

    /// <summary>Tries all that costs nothing of the client's, out or not: local servers are looked for, and each key is asked once.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(
        _routing.Options.Current.Providers.Select(provider => _keys.RunAsync(provider, cancellationToken)).Append(_locals.RunAsync(cancellationToken)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _routing.Health.Changed -= Arm;
        _routing.Options.Changed -= OnOptionsChanged;
        await _timer.DisposeAsync();
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private void OnOptionsChanged(SidecarOptions options) => Arm();

    private IReadOnlyList<ProviderOptions> Due() => RecoverySchedule.Due(_routing.Options.Current, provider => _routing.Health.Of(provider));

    private void Arm()
    {
        var now = TimeZoneInfo.ConvertTime(_routing.Time.GetUtcNow(), _routing.Time.LocalTimeZone);
        lock (_lock)
        {
            _next = Due().Count > 0 ? RecoverySchedule.Next(_routing.Options.Current.Handover, now) : null;
            _timer.Change(_next is { } next ? next - now : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private void Begin()
    {
        lock (_lock)
        {
            if (_running.IsCompleted && !_stopping.IsCancellationRequested)
            {
                _running = CheckAsync(Due(), _stopping.Token);
            }
        }
    }

    private async Task CheckAsync(IReadOnlyList<ProviderOptions> due, CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (var provider in due)
        {
            try
            {
                await (provider.Credentials == CredentialKind.Key ? _keys.RunAsync(provider, cancellationToken) : _locals.RunAsync(provider, cancellationToken));
                var available = _routing.Health.Of(provider.Name).Available;
                LogChecked(provider.Name, available);
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                LogFailed(provider.Name, failed);
            }
        }

        Arm();
    }

    [LoggerMessage(EventId = 3510, EventName = "RecoveryChecked", Level = LogLevel.Information, Message = "{Provider} was tried; it can be asked again: {Available}")]
    private partial void LogChecked(string provider, bool available);

    [LoggerMessage(EventId = 3511, EventName = "RecoveryCheckFailed", Level = LogLevel.Warning, Message = "{Provider} could not be tried")]
    private partial void LogFailed(string provider, Exception failed);
}
