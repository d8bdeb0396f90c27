using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Rpc;

/// <summary>One client: its connection, what it said of itself, and what it may be told when.</summary>
internal sealed class RpcLink
{
    private readonly Lock _lock = new();
    private readonly RpcConnection _connection;
    private readonly List<Action> _held = [];
    private Phase _phase;
    private IReadOnlyList<string> _capabilities = [];

    /// <param name="stream">The link; closed when it ends.</param>
    /// <param name="methods">What the client may ask; made for this link.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Told of handlers that fail.</param>
    public RpcLink(Stream stream, Func<RpcLink, IReadOnlyDictionary<string, RpcHandler>> methods, TimeProvider time, ILogger logger) =>
        _connection = new(stream, methods(this), time, logger);

    /// <summary>A notification of the client, other than a cancellation.</summary>
    public event Action<string, JsonElement?>? Notified
    {
        add => _connection.Notified += value;
        remove => _connection.Notified -= value;
    }

    private enum Phase
    {
        New,
        Initializing,
        Open,
    }

    /// <summary>True from the client's <c>initialize</c> on.</summary>
    public bool IsInitialized
    {
        get
        {
            lock (_lock)
            {
                return _phase != Phase.New;
            }
        }
    }

    /// <summary>True when the client said that it can do this.</summary>
    public bool Can(string capability)
    {
        lock (_lock)
        {
            return _capabilities.Contains(capability);
        }
    }

    /// <summary>Runs the link until it ends, and says why it did.</summary>
    public Task<LinkEnd> RunAsync(CancellationToken stopping) => _connection.RunAsync(stopping);

    /// <summary>The client has said who it is. From now on changes are kept for it, until <see cref="Open"/>.</summary>
    public void Initialize(IReadOnlyList<string> capabilities)
    {
        lock (_lock)
        {
            _capabilities = capabilities;
            _phase = _phase == Phase.Open ? Phase.Open : Phase.Initializing;
        }
    }

    /// <summary>The answer to <c>initialize</c> is on its way: what was kept follows it.</summary>
    public void Open()
    {
        lock (_lock)
        {
            _phase = Phase.Open;
            _held.ForEach(send => send());
            _held.Clear();
        }
    }

    /// <summary>Tells a state; nothing before the client is initialised, for the answer to that carries the whole state.</summary>
    public void Publish(string method, ReadOnlyMemory<byte> parameters) =>
        WhenOpen(() => _connection.Publish(method, parameters));

    /// <summary>Tells something once.</summary>
    public void Notify(string method, ReadOnlyMemory<byte> parameters) =>
        WhenOpen(() => _connection.Notify(method, parameters));

    /// <summary>Tells a line of our log to a client that wants them; lost when it is behind. That is not logged: the line would be lost as well.</summary>
    public void Log(ReadOnlyMemory<byte> line)
    {
        lock (_lock)
        {
            if (_phase == Phase.Open && _capabilities.Contains(RpcMethods.LogsCapability))
            {
                _connection.Mention(Methods.Log, line);
            }
        }
    }

    private void WhenOpen(Action send)
    {
        lock (_lock)
        {
            switch (_phase)
            {
                case Phase.Open:
                    send();
                    break;
                case Phase.Initializing:
                    _held.Add(send);
                    break;
                case Phase.New:
                    break;
            }
        }
    }
}
