using System.Buffers;
using ClaudeSidecar.Execution.Backends;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Execution.Prepare;

/// <summary>
/// Prepares, after each turn of a session, what a local model would be given of it, so that a switch finds it done. One turn at a time,
/// at low priority, and the latest of a session alone: a turn that comes while an older one waits takes its place.
/// </summary>
public sealed partial class TurnPreparation : IAsyncDisposable
{
    // Turns that wait: more sessions than that at one moment are a storm, and the next turn of each comes anyway.
    private const int Most = 8;

    private readonly ContextBook _contexts;
    private readonly Func<IEnumerable<ModelBackend>> _locals;
    private readonly ILogger<TurnPreparation> _logger;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Turn> _waiting = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly CancellationTokenSource _ending = new();
    private long _revision;

    /// <summary>Waits for the first turn.</summary>
    /// <param name="contexts">Keeps what is known of sessions.</param>
    /// <param name="locals">The local models, the one that would be asked first in front.</param>
    /// <param name="logger">Gets failures, never text of a conversation.</param>
    public TurnPreparation(ContextBook contexts, Func<IEnumerable<ModelBackend>> locals, ILogger<TurnPreparation> logger)
    {
        (_contexts, _locals, _logger) = (contexts, locals, logger);
        Running = RunAsync(_ending.Token);
    }

    /// <summary>The work; completed when it has been ended.</summary>
    internal Task Running { get; }

    /// <summary>A turn of a session has ended, and is known. Raised on the thread of low priority.</summary>
    public event Action<TurnEnd>? Ended;

    /// <summary>A prompt is ready. Raised on the thread of low priority; handlers return at once.</summary>
    public event Action<PreparedPrompt>? Prepared;

    /// <summary>Takes in that a turn has ended. Copies the body and returns at once; a request without a session is not prepared.</summary>
    /// <param name="request">What the client asked; its body may be used for something else afterwards.</param>
    /// <param name="ahead">True: what a local model would get is made ready. False where one has answered itself.</param>
    public void Add(UpstreamRequest request, bool ahead)
    {
        if (request.Session is not { } session || _ending.IsCancellationRequested)
        {
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(request.Body.Length);
        request.Body.CopyTo(buffer);
        var turn = new Turn(request, buffer, request.Body.Length, ahead);
        lock (_lock)
        {
            if (_waiting.Remove(session, out var older))
            {
                older.Release();
            }
            else if (_waiting.Count >= Most)
            {
                turn.Release();
                return;
            }

            _waiting[session] = turn;
        }

        try
        {
            _arrived.Release();
        }
        catch (ObjectDisposedException)
        {
            // The sidecar has ended meanwhile.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await Running;
        _arrived.Dispose();
        _ending.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await _arrived.WaitAsync(cancellationToken);
                if (Next() is { } turn)
                {
                    await PrepareAsync(turn, cancellationToken);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The sidecar ends.
        }
    }

    private Turn? Next()
    {
        lock (_lock)
        {
            // A turn that took another's place has been announced twice.
            if (_waiting.Count == 0)
            {
                return null;
            }

            var (session, turn) = _waiting.First();
            _waiting.Remove(session);
            return turn;
        }
    }

    private async Task PrepareAsync(Turn turn, CancellationToken cancellationToken)
    {
        try
        {
            var backend = turn.Ahead ? await FirstThereAsync(cancellationToken) : null;
            await Task.Factory.StartNew(() => Prepare(turn.Request, backend), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        catch (Exception broken) when (broken is not (OperationCanceledException or OutOfMemoryException))
        {
            // It is done ahead of time only: the request itself will tell what is wrong with it.
            LogFailed(broken.GetType().Name);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<ModelBackend?> FirstThereAsync(CancellationToken cancellationToken)
    {
        foreach (var backend in _locals())
        {
            if (await backend.IsThereAsync(cancellationToken))
            {
                return backend;
            }
        }

        return null;
    }

    private void Prepare(UpstreamRequest request, ModelBackend? backend)
    {
        // The thread is its own. (On Unix .NET leaves priorities alone.)
        Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        var context = _contexts.Of(request.Session, request.Folder);
        context.Read(request.Body);
        if (backend?.Prepare(request) is { } prepared)
        {
            Prepared?.Invoke(prepared with { Revision = ++_revision });
        }

        Ended?.Invoke(new(request.Session!, request.Folder, context.Memory()));
    }

    private sealed class Turn(UpstreamRequest asked, byte[] buffer, int length, bool ahead)
    {
        public bool Ahead => ahead;

        public UpstreamRequest Request { get; } = new()
        {
            Method = asked.Method,
            PathAndQuery = asked.PathAndQuery,

            // The client's own are the web server's to use again, and no model may see them.
            Headers = new HeaderDictionary(),
            Body = buffer.AsMemory(0, length),
            Head = asked.Head,
            Session = asked.Session,
            Folder = asked.Folder,
        };

        public void Release() => ArrayPool<byte>.Shared.Return(buffer);
    }

    [LoggerMessage(EventId = 3150, EventName = "ContextNotPrepared", Level = LogLevel.Warning, Message = "a context could not be prepared: {Failure}")]
    private partial void LogFailed(string failure);
}
