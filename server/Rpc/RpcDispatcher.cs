using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using ClaudeSidecar.Control;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Rpc;

/// <summary>
/// Runs the peer's requests. They are started in the order in which they came, so that of two switches the later one
/// wins; what a handler awaits overlaps with the next ones.
/// </summary>
internal sealed partial class RpcDispatcher(IReadOnlyDictionary<string, RpcHandler> methods, RpcOutbox outbox, ILogger logger)
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _open = new();
    private readonly Channel<(RpcMessage Message, CancellationToken Cancelled)> _queue =
        Channel.CreateBounded<(RpcMessage, CancellationToken)>(new BoundedChannelOptions(MaxOpen) { SingleReader = true, SingleWriter = true });

    /// <summary>Requests that may wait for their start, and as many that may run; the next one is not read before.</summary>
    public static int MaxOpen => 1024;

    /// <summary>Takes a request; waits while too many are in line.</summary>
    public async ValueTask AcceptAsync(RpcMessage request, CancellationToken linkEnded)
    {
        var cancellation = CancellationTokenSource.CreateLinkedTokenSource(linkEnded);
        if (_open.TryAdd(Key(request), cancellation))
        {
            await _queue.Writer.WriteAsync((request, cancellation.Token), linkEnded);
            return;
        }

        cancellation.Dispose();
        outbox.Add(RpcBody.Error(request.Id, ErrorCodes.InvalidRequest, "A request with this id has not been answered yet."));
    }

    /// <summary>The peer gives a request up. Too late, or for an unknown id, it says nothing.</summary>
    /// <param name="parameters"><c>{"id":…}</c>.</param>
    public void Cancel(JsonElement? parameters)
    {
        if (RpcParams.Single(parameters) is { ValueKind: JsonValueKind.Object } asked
            && asked.TryGetProperty("id", out var id)
            && _open.TryGetValue(id.GetRawText(), out var cancellation))
        {
            try
            {
                cancellation.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It was answered this very moment.
            }
        }
    }

    /// <summary>No request follows: <see cref="RunAsync"/> ends when those that are here are answered.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    /// <summary>Runs requests until <see cref="Complete"/> or the end of the link.</summary>
    public async Task RunAsync(CancellationToken linkEnded)
    {
        var overlapping = new List<Task>();
        try
        {
            await foreach (var (message, cancelled) in _queue.Reader.ReadAllAsync(linkEnded))
            {
                await outbox.WaitForRoomAsync(linkEnded);
                var answer = AnswerAsync(message, cancelled);
                if (!answer.IsCompleted)
                {
                    overlapping.RemoveAll(task => task.IsCompleted);
                    overlapping.Add(answer);
                }

                if (overlapping.Count == MaxOpen)
                {
                    await Task.WhenAny(overlapping);
                }
            }
        }
        catch (OperationCanceledException) when (linkEnded.IsCancellationRequested)
        {
            // Those that run see the same token.
        }

        await Task.WhenAll(overlapping);
        foreach (var left in _open.Values)
        {
            left.Dispose();
        }
    }

    private static string Key(RpcMessage request) => request.Id?.GetRawText() ?? "null";

    private async Task AnswerAsync(RpcMessage request, CancellationToken cancelled)
    {
        var (body, queued) = await RunHandlerAsync(request, cancelled);
        if (_open.TryRemove(Key(request), out var cancellation))
        {
            cancellation.Dispose();
        }

        outbox.Add(body);
        queued?.Invoke();
    }

    private async ValueTask<(byte[] Body, Action? Queued)> RunHandlerAsync(RpcMessage request, CancellationToken cancelled)
    {
        try
        {
            cancelled.ThrowIfCancellationRequested();
            if (!methods.TryGetValue(request.Method, out var handler))
            {
                throw new RpcException(ErrorCodes.MethodNotFound, $"There is no method {request.Method}.");
            }

            var reply = await handler(request.Params, cancelled);
            return (RpcBody.Result(request.Id, reply.Result), reply.Queued);
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            return (RpcBody.Error(request.Id, ErrorCodes.Cancelled, "The request was cancelled."), null);
        }
        catch (RpcException refused)
        {
            return (RpcBody.Error(request.Id, refused.Code, refused.Message), null);
        }
        catch (ControlException refused)
        {
            return (RpcBody.Error(request.Id, ErrorCodes.Refused, refused.Message), null);
        }
        catch (Exception bug)
        {
            LogHandlerFailed(request.Method, bug);
            return (RpcBody.Error(request.Id, ErrorCodes.InternalError, $"The sidecar failed at {request.Method}; its log says more."), null);
        }
    }

    [LoggerMessage(EventId = 5001, EventName = "HandlerFailed", Level = LogLevel.Error, Message = "{Method} failed")]
    private partial void LogHandlerFailed(string method, Exception exception);
}
