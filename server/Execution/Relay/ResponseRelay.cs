using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ClaudeSidecar.Execution.Relay;

/// <summary>Gives a held reply to the client: status, headers, then each piece of the body, flushed as it comes.</summary>
public static class ResponseRelay
{
    /// <summary>Writes until the body ends. Nothing is buffered, so that a slow client slows the upstream (edge case 95).</summary>
    /// <param name="held">The reply.</param>
    /// <param name="response">Not started yet; headers of ours are set already.</param>
    /// <param name="onPiece">Sees a copy of each piece; what it does cannot disturb the relay. Null for none.</param>
    /// <param name="cancellationToken">The client's.</param>
    /// <returns><see cref="FailureKind.None"/>, or what broke the stream after it had begun.</returns>
    public static async Task<FailureKind> CopyAsync(
        HeldReply held, HttpResponse response, Action<ReadOnlySpan<byte>>? onPiece, CancellationToken cancellationToken)
    {
        response.StatusCode = held.Reply.Status;
        foreach (var (name, values) in held.Reply.Headers)
        {
            response.Headers[name] = values;
        }

        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        var events = FirstEvent.IsEventStream(held.Reply.Headers) && response.Headers.ContentEncoding.Count == 0 ? new EventBoundary() : null;
        try
        {
            var stays = await WriteAsync(response, events?.Whole(held.Held) ?? held.Held, onPiece, cancellationToken);
            while (stays && held.Rest is { } rest && await rest.MoveNextAsync())
            {
                stays = await WriteAsync(response, events?.Whole(rest.Current) ?? rest.Current, onPiece, cancellationToken);
            }

            stays = stays && await WriteAsync(response, events?.Begun ?? default, onPiece, cancellationToken);
            return stays ? FailureKind.None : FailureKind.ClientGone;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            return FailureKind.ClientGone;
        }
        catch (Exception exception) when (UpstreamFailure.Understands(exception))
        {
            return exception is TimeoutException ? FailureKind.TimedOut : FailureKind.CutOff;
        }
    }

    // False: the client has gone, which may be known here before its token is cancelled. It is never the upstream's fault.
    private static async ValueTask<bool> WriteAsync(
        HttpResponse response, ReadOnlyMemory<byte> piece, Action<ReadOnlySpan<byte>>? onPiece, CancellationToken cancellationToken)
    {
        if (piece.IsEmpty)
        {
            return true;
        }

        // The writer's WriteAsync flushes: one piece, one flush.
        var flushed = await response.BodyWriter.WriteAsync(piece, cancellationToken);
        if (flushed.IsCompleted || flushed.IsCanceled)
        {
            return false;
        }

        onPiece?.Invoke(piece.Span);
        return true;
    }
}
