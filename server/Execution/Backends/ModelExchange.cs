using System.Net.Http.Headers;
using ClaudeSidecar.Execution.Answers;
using ClaudeSidecar.Execution.Convert;
using ClaudeSidecar.Execution.Prepare;
using ClaudeSidecar.Wire;
using ClaudeSidecar.Wire.Anthropic;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>
/// One request to one model, from the first try to the last byte: puts it, waits while the model loads, puts it differently where the
/// server refuses it for something that can be helped (<see cref="Remedies"/>), and turns the answer into Anthropic's.
/// <para>
/// Nothing is sent to the client before there is an answer, so that another backend may still be asked (edge cases 24, 94). One thing
/// alone ends that: the server has taken the whole request and is silent for <see cref="ModelAnswer.PingAfter"/>, because it loads the
/// model, has the request in its queue or reads a long prompt. Then it is the one that answers: the message begins, pings follow
/// (edge cases 41, 93), and what goes wrong afterwards is told inside the stream. A server that takes no connection is never bridged.
/// </para>
/// </summary>
internal sealed partial class ModelExchange : IAsyncDisposable
{
    private const int LongestError = 64 << 10;
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);

    // How long a full queue is waited for: it may be a burst of small requests of the client's own. With the last pause it ends before
    // the first ping, so that another backend can still be asked.
    private static readonly TimeSpan TurnLimit = TimeSpan.FromSeconds(5);

    private readonly ModelServices _services;
    private readonly ModelTarget _target;
    private readonly ModelAsking _asking;
    private readonly SessionContext _session;
    private readonly ConvertOptions _options;
    private readonly Func<CancellationToken, Task<IReadOnlyList<string>>> _models;
    private readonly ILogger _logger;
    private readonly CancellationToken _client;
    private readonly CancellationTokenSource _life;
    private readonly CancellationTokenSource _loading;
    private readonly long _began;
    private ChatRequest? _chat;
    private StreamSink? _stream;
    private WholeSink? _whole;
    private ChatReducer? _reducer;
    private UsageWatch? _usage;
    private ModelRefusal? _refusal;
    private Task<Arrival>? _sending;
    private TimeSpan _pause;
    private long _lastPiece;
    private bool _taken;
    private bool _resent;
    private bool _remembered;
    private bool _done;

    /// <summary>Makes one for one request.</summary>
    /// <param name="services">What it works with.</param>
    /// <param name="target">Who is asked.</param>
    /// <param name="body">The client's bytes.</param>
    /// <param name="session">Makes them fit.</param>
    /// <param name="options">What the converter must know of the model.</param>
    /// <param name="models">Asks which models the server has, for a sentence about one that is missing.</param>
    /// <param name="logger">Gets sizes and reasons, never text of a conversation.</param>
    /// <param name="cancellationToken">The client's.</param>
    public ModelExchange(
        ModelServices services,
        ModelTarget target,
        ReadOnlyMemory<byte> body,
        SessionContext session,
        ConvertOptions options,
        Func<CancellationToken, Task<IReadOnlyList<string>>> models,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        (_services, _target, _session, _options, _models, _logger, _client) = (services, target, session, options, models, logger, cancellationToken);
        _asking = new ModelAsking(body, session, target, services.Context, services.Learnt.Of(target.BaseUrl, target.Model));
        _life = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _loading = new CancellationTokenSource(services.Local.LoadLimit, services.Time);
        _began = _lastPiece = services.Time.GetTimestamp();
    }

    /// <summary>Called once, when all is over.</summary>
    public Action? Ended { get; init; }

    /// <summary>What became of a stream that was handed over; <see cref="FailureKind.None"/> until it has ended.</summary>
    public FailureKind Outcome { get; private set; }

    /// <summary>
    /// The answer: whole, or with its first piece there. The reply owns this exchange from then on; where there is none, the caller
    /// still does.
    /// </summary>
    public async Task<UpstreamReply> AnswerAsync()
    {
        var pieces = PiecesAsync().GetAsyncEnumerator(CancellationToken.None);
        if (!await pieces.MoveNextAsync())
        {
            return _refusal?.ToReply() ?? LocalReplies.Json(200, _whole!.Message);
        }

        return new UpstreamReply
        {
            Status = 200,
            Headers = LocalReplies.Headers("text/event-stream; charset=utf-8", MintedIds.Request()),
            Body = RestAsync(pieces),
            IsOpen = true,
            Outcome = () => Outcome,
            Release = async () =>
            {
                await _life.CancelAsync();
                await pieces.DisposeAsync();
                await DisposeAsync();
            },
        };
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _life.CancelAsync();
        if (_sending is not null)
        {
            await ((Task)_sending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_sending.IsCompletedSuccessfully)
            {
                (await _sending).Response?.Dispose();
            }
        }

        _stream?.Dispose();
        _whole?.Dispose();
        _loading.Dispose();
        _life.Dispose();
        Ended?.Invoke();
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> RestAsync(IAsyncEnumerator<ReadOnlyMemory<byte>> pieces)
    {
        do
        {
            yield return pieces.Current;
        }
        while (await pieces.MoveNextAsync());
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> PiecesAsync()
    {
        while (!_done && Write())
        {
            _sending = SendAsync(_chat!, _pause);
            while (!await ArrivesAsync(_sending))
            {
                yield return Ping();
            }

            var arrival = await _sending;
            if (arrival.Response is null)
            {
                await JudgeAsync(arrival.Fault!);
                continue;
            }

            await using var answer = new ModelAnswer(arrival.Response, arrival.Body!, _target.Dialect.Framing, _reducer!, _stream, _services.Time, _life.Token);
            for (var piece = await answer.NextAsync(); !piece.IsEmpty; piece = await answer.NextAsync())
            {
                Remember();
                yield return piece;
            }

            await ConcludeAsync(_reducer!.Outcome ?? default);
        }

        if (_refusal is { } refusal && _reducer is { Started: true, Outcome: null })
        {
            _stream!.Clear();
            refusal.WriteTo(_stream);
            yield return _stream.Written;
        }
    }

    // False: there is nothing to send, and the refusal says why.
    private bool Write()
    {
        if (!_asking.TryWrite(_target.Dialect, _options, out var chat, out var problem))
        {
            Refuse(new ModelRefusal(400, FailureKind.Rejected, problem));
            return false;
        }

        if (_asking.LeastThatDoesNotFit is > 0 and var least)
        {
            Refuse(ModelRefusal.TooLong("", least, _asking.Window ?? 0));
            return false;
        }

        _chat = chat;
        _session.Note(_asking.Context(_services.Provider.Name, _services.Time.GetUtcNow(), ahead: false));
        if (_reducer is null or { Outcome: not null })
        {
            Prepare(chat);
        }

        LogAsking(_services.Provider.Name, _target.Model, chat.Body.Length, chat.EstimatedPrompt);
        return true;
    }

    private void Prepare(ChatRequest chat)
    {
        _stream?.Dispose();
        _whole?.Dispose();
        (_stream, _whole) = chat.Stream ? (new StreamSink(), null) : ((StreamSink?)null, new WholeSink());
        _usage = new UsageWatch(_target.Dialect.NewReader());
        _reducer = new ChatReducer(
            new ReducerOptions
            {
                Reader = _usage,
                Family = _target.Family,
                Model = chat.Model,
                Tools = chat.Tools,
                EstimatedPrompt = chat.EstimatedPrompt,
                StopSequences = chat.StopSequences,
                OpensThinking = _target.Family.OpensThinking && chat.MayReason,
                ShowThinking = _services.Local.ShowThinking,
                Reasoning = _options.Reasoning,
                Prefill = chat.Prefill,
                WantsJson = chat.WantsJson,
            },
            (IMessageSink?)_stream ?? _whole!);
    }

    // True when the server has answered or failed; false when the client must hear something meanwhile.
    private async ValueTask<bool> ArrivesAsync(Task sending)
    {
        while (!sending.IsCompleted)
        {
            if (_stream is null)
            {
                await Task.WhenAny(sending);
                break;
            }

            var left = ModelAnswer.PingAfter - _services.Time.GetElapsedTime(_lastPiece);
            using var awake = CancellationTokenSource.CreateLinkedTokenSource(_life.Token);
            await Task.WhenAny(sending, Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, _services.Time, awake.Token));
            await awake.CancelAsync();
            if (!sending.IsCompleted && _services.Time.GetElapsedTime(_lastPiece) >= ModelAnswer.PingAfter)
            {
                _lastPiece = _services.Time.GetTimestamp();
                if (_taken)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private ReadOnlyMemory<byte> Ping()
    {
        _stream!.Clear();
        _reducer!.Start();
        _stream.Ping();
        return _stream.Written;
    }

    private async Task<Arrival> SendAsync(ChatRequest chat, TimeSpan pause)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_life.Token, _loading.Token);
        try
        {
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, _services.Time, either.Token);
            }

            using var message = MessageTo(chat);
            var response = await _services.Http.SendAsync(message, either.Token);
            if ((int)response.StatusCode == 200)
            {
                return new(null, response, await response.Content.ReadAsStreamAsync(either.Token));
            }

            using (response)
            {
                return new(ServerFault.Of((int)response.StatusCode, await BoundedBody.ReadAsync(response, LongestError, either.Token)), null, null);
            }
        }
        catch (OperationCanceledException) when (!_life.IsCancellationRequested)
        {
            return new(ServerFault.Of(FailureKind.TimedOut, $"{_target.Shown} did not answer within {_services.Local.LoadLimit.TotalSeconds} s."), null, null);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            // What broke after the connection stood was not out of reach.
            var lost = broken is not HttpRequestException { HttpRequestError: not (HttpRequestError.Unknown or HttpRequestError.ResponseEnded) };
            var kind = lost ? FailureKind.CutOff : UpstreamFailure.Kind(broken);
            return new(ServerFault.Of(kind, $"{_target.Shown} {UpstreamFailure.Describe(broken)}."), null, null);
        }
    }

    private HttpRequestMessage MessageTo(ChatRequest chat)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, _target.Dialect.ChatAddress(_target.BaseUrl)) { Content = new TakenContent(chat.Body, () => _taken = true) };
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        _target.Dialect.AddHeaders(message, _services.KeyFor(_target.BaseUrl));
        return message;
    }

    private async Task ConcludeAsync(ReducerOutcome outcome)
    {
        if (outcome.Kind == FailureKind.None)
        {
            _done = true;
            Remember();
            _services.Note(new(_target.Model, _target.Kind, _usage!.Prompt, _chat!.EstimatedPrompt));
        }
        else if (_reducer!.Started)
        {
            // The stream has told it itself.
            (_done, Outcome) = (true, outcome.Kind);
            LogFailed(_services.Provider.Name, outcome.Kind, outcome.Detail);
        }
        else
        {
            await JudgeAsync(ServerFault.Of(outcome));
        }
    }

    // An answer came: what was changed for it did help.
    private void Remember()
    {
        if (!_remembered && (_reducer!.Outcome ?? default).Kind == FailureKind.None)
        {
            _remembered = true;
            _services.Learnt.Keep(_target.BaseUrl, _target.Model, _asking.Learnt);
        }
    }

    // Finds what may help and puts the request again, or lets the refusal stand.
    private async Task JudgeAsync(ServerFault fault)
    {
        _services.Calibration.Note(_services.Provider.Name, _target.Model, _chat!.EstimatedPrompt, fault.PromptTokens);
        var remedy = Remedies.For(fault);
        _pause = PauseFor(remedy.Kind);
        if (_pause > TimeSpan.Zero || IsStaleConnection(fault))
        {
            return;
        }

        if (_asking.TryHeal(remedy, fault, _chat!))
        {
            LogHealed(_services.Provider.Name, fault.Status, remedy.Kind, remedy.Field);
            return;
        }

        var models = Remedies.IsMissingModel(fault) ? await _models(_life.Token) : [];
        Refuse(remedy.Kind == RemedyKind.WaitForTurn && _services.Provider.Local
            ? new ModelRefusal(529, FailureKind.Overloaded, $"{_target.Shown} has too much to do: it answered {fault.Status}.", fault.Message)
            : ModelRefusal.Of(fault, _target, _chat!.EstimatedPrompt, models));
    }

    // Waiting helps on this machine. A cloud's limit is never slept through: another may answer at once.
    private TimeSpan PauseFor(RemedyKind kind)
    {
        var waits = _services.Provider.Local && (kind == RemedyKind.WaitForModel ||
            (kind == RemedyKind.WaitForTurn && _services.Time.GetElapsedTime(_began) < TurnLimit));
        return !waits ? TimeSpan.Zero
            : _pause == TimeSpan.Zero ? FirstPause
            : _pause + FirstPause < LongestPause ? _pause + FirstPause : LongestPause;
    }

    // A kept connection that the server had closed meanwhile: nothing was asked, so that asking again is no second request.
    private bool IsStaleConnection(ServerFault fault)
    {
        var again = fault is { Status: 0, Kind: FailureKind.CutOff } && !_resent;
        _resent |= again;
        return again;
    }

    private void Refuse(ModelRefusal refusal)
    {
        (_done, _refusal, Outcome) = (true, refusal, refusal.Kind);
        LogFailed(_services.Provider.Name, refusal.Kind, refusal.Detail);
    }

    private sealed record Arrival(ServerFault? Fault, HttpResponseMessage? Response, Stream? Body);

    [LoggerMessage(EventId = 3100, EventName = "LocalAsking", Level = LogLevel.Debug,
        Message = "{Provider}: asking {Model} with {Bytes} bytes, about {Tokens} tokens")]
    private partial void LogAsking(string provider, string model, int bytes, int tokens);

    [LoggerMessage(EventId = 3101, EventName = "LocalFailed", Level = LogLevel.Warning, Message = "{Provider}: {Failure}: {Detail}")]
    private partial void LogFailed(string provider, FailureKind failure, string detail);

    [LoggerMessage(EventId = 3102, EventName = "LocalAskedAgain", Level = LogLevel.Information,
        Message = "{Provider}: answered {Status}; asked again differently: {Remedy} {Field}")]
    private partial void LogHealed(string provider, int status, RemedyKind remedy, string field);
}
