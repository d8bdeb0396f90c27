using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace ClaudeSidecar.Rpc;

/// <summary>
/// What waits to be sent on one link. Putting in never waits, so that a peer that does not read holds nobody up;
/// what such a peer can make us keep is bounded: one value for each state, some notifications, and answers only
/// up to the size at which <see cref="WaitForRoomAsync"/> holds further requests back.
/// </summary>
internal sealed class RpcOutbox
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _states = [];
    private readonly Channel<Entry> _queue = Channel.CreateUnbounded<Entry>(new UnboundedChannelOptions { SingleReader = true });
    private TaskCompletionSource? _room;
    private long _bytes;
    private int _notifications;

    /// <summary>Bytes from which on no further request is started.</summary>
    public static int MaxBytes => 8 * 1024 * 1024;

    /// <summary>Notifications, other than states, that may wait; the next one is lost.</summary>
    public static int MaxNotifications => 256;

    /// <summary>An answer or a request of ours: always kept.</summary>
    public void Add(byte[] body)
    {
        lock (_lock)
        {
            Enqueue_NeedsLock(new() { Body = body });
        }
    }

    /// <summary>A notification that is sent once, or is lost when the peer is far behind.</summary>
    /// <param name="body">What is sent.</param>
    /// <param name="dispensable">True for one that gives way first: of those only half as many may wait.</param>
    /// <returns>False when it is lost.</returns>
    public bool TryAddNotification(byte[] body, bool dispensable = false)
    {
        lock (_lock)
        {
            if (_notifications >= (dispensable ? MaxNotifications / 2 : MaxNotifications))
            {
                return false;
            }

            _notifications++;
            Enqueue_NeedsLock(new() { Body = body, IsNotification = true });
            return true;
        }
    }

    /// <summary>A state: takes the place of the one of the same name that still waits.</summary>
    public void SetState(string name, byte[] body)
    {
        lock (_lock)
        {
            if (_states.TryGetValue(name, out var waiting))
            {
                _bytes += body.Length - waiting.Body.Length;
                waiting.Body = body;
                return;
            }

            var entry = new Entry { Body = body, State = name };
            _states.Add(name, entry);
            Enqueue_NeedsLock(entry);
        }
    }

    /// <summary>Nothing follows what is here.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    /// <summary>Waits for something to send; false when nothing will come.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => _queue.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>The next body, if there is one now.</summary>
    public bool TryTake([NotNullWhen(true)] out byte[]? body)
    {
        lock (_lock)
        {
            if (!_queue.Reader.TryRead(out var entry))
            {
                body = null;
                return false;
            }

            body = entry.Body;
            _bytes -= body.Length;
            _notifications -= entry.IsNotification ? 1 : 0;
            if (entry.State is not null)
            {
                _states.Remove(entry.State);
            }

            if (_bytes < MaxBytes)
            {
                _room?.TrySetResult();
                _room = null;
            }

            return true;
        }
    }

    /// <summary>Waits while more than <see cref="MaxBytes"/> wait.</summary>
    public Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_bytes < MaxBytes)
            {
                return Task.CompletedTask;
            }

            _room ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task.WaitAsync(cancellationToken);
        }
    }

    private void Enqueue_NeedsLock(Entry entry)
    {
        if (_queue.Writer.TryWrite(entry)) // not after the end
        {
            _bytes += entry.Body.Length;
        }
    }

    private sealed class Entry
    {
        public required byte[] Body { get; set; }

        public string? State { get; init; }

        public bool IsNotification { get; init; }
    }
}
