using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Execution.Continuation;
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
    /// <param name="transcript">Notes what reaches the client of a stream that somebody else might go on with; null for none.</param>
    /// <param name="cancellationToken">The client's.</param>
    public static Task<RelayEnd> CopyAsync(HeldReply held, HttpResponse response, AnswerTranscript? transcript, CancellationToken cancellationToken)
    {
        response.StatusCode = held.Reply.Status;
        foreach (var (name, values) in held.Reply.Headers)
        {
            response.Headers[name] = values;
        }

        response.HttpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        return AppendAsync(held, response, transcript, cancellationToken);
    }

    /// <summary>The same for a reply whose status and headers have gone out already.</summary>
    public static async Task<RelayEnd> AppendAsync(HeldReply held, HttpResponse response, AnswerTranscript? transcript, CancellationToken cancellationToken)
    {
        var events = FirstEvent.IsEventStream(held.Reply.Headers) && response.Headers.ContentEncoding.Count == 0 ? new EventBoundary() : null;
        var watch = events is null ? null : transcript;
        try
        {
            var piece = events?.Whole(held.Held) ?? held.Held;
            do
            {
                var error = watch is null ? -1 : ErrorEvent(piece.Span);
                var good = error < 0 ? piece : piece[..error];
                if (!await WriteAsync(response, good, cancellationToken))
                {
                    return new(FailureKind.ClientGone);
                }

                watch?.Take(good.Span);
                held.Meter?.Take(good.Span);
                if (error >= 0)
                {
                    return new(StreamOpening.ErrorKind(piece.Span[error..]), (byte[])[.. piece.Span[error..], .. events!.Begun.Span]);
                }

                if (held.Rest is not { } rest || !await rest.MoveNextAsync())
                {
                    break;
                }

                piece = events?.Whole(rest.Current) ?? rest.Current;
            }
            while (true);

            return new(await WriteAsync(response, events?.Begun ?? default, cancellationToken) ? FailureKind.None : FailureKind.ClientGone);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            return new(FailureKind.ClientGone);
        }
        catch (Exception exception) when (UpstreamFailure.Understands(exception))
        {
            return new(UpstreamFailure.InBody(exception));
        }
    }

    /// <summary>Gives the client an error event that was kept back, and whatever its stream still brings.</summary>
    public static async Task FinishAsync(HeldReply held, HttpResponse response, ReadOnlyMemory<byte> error, CancellationToken cancellationToken)
    {
        if (await WriteAsync(response, error, cancellationToken))
        {
            await AppendAsync(new() { Reply = held.Reply, Held = default, Rest = held.Rest }, response, transcript: null, cancellationToken);
        }
    }

    // Where an error event begins; -1 for none. Inside an event's data a line cannot begin so: JSON has no bare line feed.
    private static int ErrorEvent(ReadOnlySpan<byte> events)
    {
        var from = 0;
        while (events[from..].IndexOf("event: error"u8) is var found and >= 0)
        {
            var at = from + found;
            if (at == 0 || events[at - 1] == '\n')
            {
                return at;
            }

            from = at + 1;
        }

        return -1;
    }

    // False: the client has gone, which may be known here before its token is cancelled. It is never the upstream's fault.
    private static async ValueTask<bool> WriteAsync(HttpResponse response, ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        if (piece.IsEmpty)
        {
            return true;
        }

        // The writer's WriteAsync flushes: one piece, one flush.
        var flushed = await response.BodyWriter.WriteAsync(piece, cancellationToken);
        return !flushed.IsCompleted && !flushed.IsCanceled;
    }
}
