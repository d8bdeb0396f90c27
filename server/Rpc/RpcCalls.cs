using System.Collections.Concurrent;
using System.Text.Json;

namespace ClaudeSidecar.Rpc;

/// <summary>Our own requests that wait for the peer's answer.</summary>
internal sealed class RpcCalls(RpcOutbox outbox)
{
    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonElement>> _waiting = new();
    private long _lastId;
    private volatile string? _ended;

    /// <summary>Sends a request and waits for its answer.</summary>
    /// <exception cref="RpcException">The peer answered with an error.</exception>
    /// <exception cref="IOException">The link ended first.</exception>
    public async Task<JsonElement> InvokeAsync(string method, ReadOnlyMemory<byte> parameters, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var id = Interlocked.Increment(ref _lastId);
        var call = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = call;
        if (_ended is { } reason)
        {
            End(reason); // it ended between the two lines above, or long ago
        }

        outbox.Add(RpcBody.Request(id, method, parameters));
        await using var registration = cancellationToken.UnsafeRegister(_ => GiveUp(id, cancellationToken), null);
        return await call.Task;
    }

    /// <summary>An answer has come. One to a call that was given up is nobody's.</summary>
    public void Answered(RpcMessage response)
    {
        if (response.Id is not { ValueKind: JsonValueKind.Number } number
            || !number.TryGetInt64(out var id)
            || !_waiting.TryRemove(id, out var call))
        {
            return;
        }

        if (response.Body.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object)
        {
            var code = error.TryGetProperty("code", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var told)
                ? told
                : ErrorCodes.InternalError;
            var text = error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String ? message.GetString()! : "";
            call.TrySetException(new RpcException(code, text));
        }
        else
        {
            call.TrySetResult(response.Body.TryGetProperty("result", out var result) ? result : default);
        }
    }

    /// <summary>No answer can come any more.</summary>
    public void End(string reason)
    {
        _ended = reason;
        foreach (var id in _waiting.Keys)
        {
            if (_waiting.TryRemove(id, out var call))
            {
                call.TrySetException(new IOException(reason));
            }
        }
    }

    private void GiveUp(long id, CancellationToken cancellationToken)
    {
        if (_waiting.TryRemove(id, out var call))
        {
            outbox.Add(RpcBody.Cancel(id));
            call.TrySetCanceled(cancellationToken);
        }
    }
}
