using System.Buffers;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Wire;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Execution.Relay;

/// <summary>Reads a reply until it is known to be one: a refusal whole, a whole answer whole, a stream up to its first real event.</summary>
public static class FirstEvent
{
    /// <summary>A stream's lifecycle and ping events are held back for so long; then they are let go, so that the client sees a living connection.</summary>
    public static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(12);

    // A refusal longer than this is passed on unread behind its beginning.
    private const int LongestRefusal = 1 << 20;

    // Lifecycle events are small: a beginning longer than this is content, whatever it looks like.
    private const int LongestOpening = 1 << 18;

    /// <summary>Takes the reply over: dispose the result instead.</summary>
    /// <param name="reply">An answer whose status is known.</param>
    /// <param name="streaming">True when the client asked for a stream of a message.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">The client's.</param>
    public static async Task<HeldReply> HoldAsync(UpstreamReply reply, bool streaming, TimeProvider time, CancellationToken cancellationToken)
    {
        var pieces = reply.Body.GetAsyncEnumerator(cancellationToken);
        if (reply.IsOpen)
        {
            return new() { Reply = reply, Held = ReadOnlyMemory<byte>.Empty, Rest = pieces };
        }

        var held = new ArrayBufferWriter<byte>();
        var began = time.GetTimestamp();
        var refused = reply.Status is < 200 or >= 300;
        try
        {
            while (await pieces.MoveNextAsync())
            {
                held.Write(pieces.Current.Span);
                var state = refused || !streaming ? Whole(held, refused) : Stream(reply, held, out _);
                if (state == OpeningState.Error)
                {
                    _ = Stream(reply, held, out var failure);
                    return new() { Reply = reply, Held = held.WrittenMemory, Rest = pieces, Failure = failure };
                }

                if (state == OpeningState.Content || (streaming && !refused && time.GetElapsedTime(began) > LongestHold))
                {
                    return new() { Reply = reply, Held = held.WrittenMemory, Rest = pieces };
                }
            }

            await pieces.DisposeAsync();
            return new() { Reply = reply, Held = held.WrittenMemory, Failure = Ended(reply, held, streaming, refused) };
        }
        catch (Exception exception) when (UpstreamFailure.Understands(exception) && !cancellationToken.IsCancellationRequested)
        {
            await pieces.DisposeAsync();
            return new() { Reply = reply, Held = held.WrittenMemory, Failure = UpstreamFailure.InBody(exception) };
        }
        catch
        {
            await pieces.DisposeAsync();
            await reply.DisposeAsync();
            throw;
        }
    }

    private static OpeningState Whole(ArrayBufferWriter<byte> held, bool refused) =>
        refused && held.WrittenCount > LongestRefusal ? OpeningState.Content : OpeningState.Undecided;

    private static OpeningState Stream(UpstreamReply reply, ArrayBufferWriter<byte> held, out FailureKind failure)
    {
        failure = FailureKind.None;
        if (!IsEventStream(reply.Headers))
        {
            // Read to its end, then judged: JSON or HTML where a stream was asked for (edge case 27).
            return OpeningState.Undecided;
        }

        var decoded = BodyDecoder.Decode(reply.Headers.ContentEncoding, held.WrittenMemory);
        if (decoded is null || held.WrittenCount > LongestOpening)
        {
            return OpeningState.Content;
        }

        return StreamOpening.Judge(decoded.Value.Span, out failure);
    }

    private static FailureKind Ended(UpstreamReply reply, ArrayBufferWriter<byte> held, bool streaming, bool refused)
    {
        if (refused)
        {
            return FailureKind.None;
        }

        // A stream that ended before its first content, or a body of the wrong kind, is no answer (edge cases 27, 28).
        return held.WrittenCount == 0 || streaming ? FailureKind.BadAnswer
            : reply.Headers.ContentType.ToString().Contains("json", StringComparison.OrdinalIgnoreCase) ? FailureKind.None
            : FailureKind.BadAnswer;
    }

    /// <summary>True for an answer that is a stream of events, by its own word.</summary>
    public static bool IsEventStream(IHeaderDictionary headers) =>
        headers.ContentType.ToString().StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase);
}
