using ClaudeSidecar.Control;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Rpc;

/// <summary>The editor's front door: takes clients in, and tells all of them what changes.</summary>
public sealed partial class RpcHost : IAsyncDisposable
{
    // Out of file descriptors, most likely: somebody has to close one first.
    private static readonly TimeSpan PauseAfterFailedAccept = TimeSpan.FromSeconds(1);

    private readonly ISidecarControl _control;
    private readonly string _endpoint;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RpcLoggerProvider? _log;
    private readonly RpcClients _clients = new();
    private readonly CancellationTokenSource _stopping = new();
    private IRpcListener? _listener;
    private RpcNotifier? _notifier;
    private Task _accepting = Task.CompletedTask;
    private Task _logging = Task.CompletedTask;

    /// <param name="control">What the clients ask.</param>
    /// <param name="endpoint">Absolute path of a Unix socket, or the name of a pipe.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Makes the logger.</param>
    /// <param name="log">Gives the lines for the clients' logs; null for none.</param>
    public RpcHost(ISidecarControl control, string endpoint, TimeProvider time, ILoggerFactory loggers, RpcLoggerProvider? log = null)
    {
        _control = control;
        _endpoint = endpoint;
        _time = time;
        _logger = loggers.CreateLogger<RpcHost>();
        _log = log;
    }

    /// <summary>A client has come or gone; the number of those that are there. Raised on any thread; handlers return at once.</summary>
    public event Action<int>? ClientsChanged;

    /// <summary>Where clients connect: not what was asked for when that path is too long for a socket.</summary>
    public string Endpoint => _listener?.Endpoint ?? _endpoint;

    /// <summary>Clients connected now.</summary>
    public int Clients => _clients.Count;

    /// <summary>Listens from now on.</summary>
    /// <exception cref="IOException">The endpoint cannot be listened on; the message says why.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _listener = RpcEndpoint.Listen(_endpoint);
        _notifier = new(_control, _clients, _time);
        _logging = _log?.SendAsync(_clients, _stopping.Token) ?? Task.CompletedTask;
        _accepting = Task.Run(() => AcceptAsync(_listener, _stopping.Token), CancellationToken.None);
        LogListening(Endpoint);
        return Task.CompletedTask;
    }

    /// <summary>Takes nobody in any more, ends the links and frees the endpoint.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        await _stopping.CancelAsync();
        await _accepting;
        await _logging;
        _notifier?.Dispose();
        _listener?.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync(IRpcListener listener, CancellationToken stopping)
    {
        var methods = new RpcMethods(_control, _clients);
        var served = new List<Task>();
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var stream = await listener.AcceptAsync(stopping);
                var link = new RpcLink(stream, methods.For, _time, _logger);
                link.Notified += methods.Told;
                _clients.Add(link);
                served.RemoveAll(task => task.IsCompleted);
                served.Add(ServeAsync(link, stopping));
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failed) when (failed is IOException or System.Net.Sockets.SocketException)
            {
                LogAcceptFailed(failed);
                await Task.Delay(PauseAfterFailedAccept, _time, stopping).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }

        await Task.WhenAll(served);
    }

    private async Task ServeAsync(RpcLink link, CancellationToken stopping)
    {
        ClientsChanged?.Invoke(Clients);
        var end = await link.RunAsync(stopping);
        _clients.Remove(link);
        _control.EditorGone(link);
        LogClientGone(end);
        ClientsChanged?.Invoke(Clients);
    }

    [LoggerMessage(EventId = 5002, EventName = "Listening", Level = LogLevel.Information, Message = "editors connect to {Endpoint}")]
    private partial void LogListening(string endpoint);

    [LoggerMessage(EventId = 5003, EventName = "AcceptFailed", Level = LogLevel.Warning, Message = "a client could not be taken in")]
    private partial void LogAcceptFailed(Exception exception);

    [LoggerMessage(EventId = 5004, EventName = "ClientGone", Level = LogLevel.Debug, Message = "a client has gone: {End}")]
    private partial void LogClientGone(LinkEnd end);
}
