using ClaudeSidecar.Execution.Answers;
using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Wire;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>
/// Reads a server's answer and feeds the reducer, one piece of Anthropic's stream for each read that brought something. While the
/// server is silent it pings the client, and gives the server up after a limit of its own (edge case 93).
/// </summary>
internal sealed class ModelAnswer : IAsyncDisposable
{
    /// <summary>How long the client hears nothing at most: it shows a stall after 20 s.</summary>
    public static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(10);

    /// <summary>How long a server may be silent: a long prompt takes minutes on a small machine.</summary>
    public static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(300);

    // After the end of the text only the count of tokens may come; some servers never close.
    private static readonly TimeSpan WaitForUsage = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly HttpResponseMessage _response;
    private readonly Stream _stream;
    private readonly ChatReducer _reducer;
    private readonly StreamSink? _sink;
    private readonly TimeProvider _time;
    private readonly PeriodicTimer _timer;
    private readonly CancellationTokenSource _life;
    private readonly AnswerFrames _frames;
    private Task<int>? _read;
    private Task<bool>? _tick;
    private long _lastByte;
    private long _lastPiece;

    /// <summary>Takes over the response.</summary>
    /// <param name="response">A 200 whose body has not been read.</param>
    /// <param name="stream">Its body.</param>
    /// <param name="framing">How its pieces are told apart.</param>
    /// <param name="reducer">Made for this answer.</param>
    /// <param name="sink">The reducer's sink when the client is sent a stream; null when it waits for the whole message.</param>
    /// <param name="time">The clock of pings and limits.</param>
    /// <param name="cancellationToken">The client's.</param>
    public ModelAnswer(
        HttpResponseMessage response,
        Stream stream,
        AnswerFraming framing,
        ChatReducer reducer,
        StreamSink? sink,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        (_response, _stream, _reducer, _sink, _time) = (response, stream, reducer, sink, time);
        _life = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _timer = new PeriodicTimer(LookEvery, time);
        _lastByte = _lastPiece = time.GetTimestamp();
        _frames = AnswerFrames.For(framing, response.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>
    /// The next piece of the stream; empty at its end. Without a sink it is always empty, and the whole answer has been read.
    /// Valid until the next call.
    /// </summary>
    public async ValueTask<ReadOnlyMemory<byte>> NextAsync()
    {
        _sink?.Clear();
        while (_reducer.Outcome is null && (_sink is null || _sink.Written.IsEmpty))
        {
            await StepAsync();
        }

        _lastPiece = _time.GetTimestamp();
        return _sink?.Written ?? default;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _life.CancelAsync();
        _response.Dispose();
        if (_read is not null)
        {
            // Its buffer is ours: it must have ended before the buffer is let go.
            await ((Task)_read).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _timer.Dispose();
        _life.Dispose();
        _sink?.Dispose();
    }

    private async ValueTask StepAsync()
    {
        try
        {
            if (_read is null)
            {
                // Silence begins with the wait: the time that the client took for the last piece is not the server's.
                _lastByte = _time.GetTimestamp();
                _read = _stream.ReadAsync(_frames.GetMemory(), _life.Token).AsTask();
            }

            if (!_read.IsCompleted)
            {
                _tick ??= _timer.WaitForNextTickAsync(_life.Token).AsTask();
                await Task.WhenAny(_read, _tick);
                if (!_read.IsCompleted)
                {
                    _tick = null;
                    Look();
                    return;
                }
            }

            var count = await _read;
            _read = null;
            Take(count);
        }
        catch (InvalidDataException tooLong)
        {
            _reducer.Fail(FailureKind.BadAnswer, tooLong.Message);
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException)
        {
            _reducer.Fail(FailureKind.CutOff, "The local server broke the connection in the middle of its answer.");
        }
    }

    private void Take(int count)
    {
        _lastByte = _time.GetTimestamp();
        _frames.Advance(count);
        while (_frames.TryRead(out var piece))
        {
            _reducer.Push(piece);
        }

        if (count > 0)
        {
            return;
        }

        if (_frames.TryReadLast(out var last))
        {
            _reducer.Push(last);
        }

        if (_frames.IsWhole)
        {
            _reducer.EndOfWhole();
        }

        _reducer.EndOfStream();
    }

    private void Look()
    {
        var silence = _time.GetElapsedTime(_lastByte);
        if (_reducer.Finished && silence >= WaitForUsage)
        {
            _reducer.EndOfStream();
        }
        else if (silence >= IdleLimit)
        {
            _reducer.Fail(FailureKind.TimedOut, $"The local server sent nothing for {IdleLimit.TotalSeconds} s.");
        }
        else if (_sink is not null && _time.GetElapsedTime(_lastPiece) >= PingAfter)
        {
            // The message begins with the first ping: before its start some clients' watchdogs do not count one.
            _reducer.Start();
            _sink.Ping();
        }
    }
}
