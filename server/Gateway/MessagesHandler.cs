using System.Text;
using ClaudeSidecar.Context.Tokens;
using ClaudeSidecar.Control;
using ClaudeSidecar.Decision;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Execution.Continuation;
using ClaudeSidecar.Execution.Relay;
using ClaudeSidecar.Quota;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Wire;
using ClaudeSidecar.Wire.Anthropic;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Gateway;

/// <summary>
/// <c>POST /v1/messages</c> and <c>/v1/messages/count_tokens</c> from first byte to last. The file to read first.
/// <code>
///  client --(a)--> MessagesHandler --(b)--> backend      (a) request in    (b) request out
///  client &lt;--(d)-- MessagesHandler &lt;--(c)-- backend      (c) answer in     (d) answer out
/// </code>
/// Until (d) begins, another backend may be asked; afterwards there is no way back.
/// </summary>
public sealed partial class MessagesHandler(GatewayServices services, ILogger<MessagesHandler> logger)
{
    private readonly RoutingState _routing = services.Routing;

    /// <summary>Answers one request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="path">Its path, taken apart.</param>
    public async Task HandleAsync(HttpContext context, WorkspacePath path)
    {
        var cancellationToken = context.RequestAborted;
        var began = _routing.Time.GetTimestamp();

        // :: Step 1: (a) the body, read once and kept, for a request can be sent again only because it has been read.
        using var body = await RequestBody.ReadAsync(context.Request, cancellationToken);
        if (body is null)
        {
            await ErrorWriter.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, "The request is larger than 64 MB.");
            return;
        }

        // :: Step 2: what routing may know of it.
        if (context.Request.Headers.ContentEncoding.Count > 0)
        {
            // Taking megabytes out of a compressed body is no work for the thread that serves the sockets.
            await Task.Yield();
        }

        var text = RequestDecoder.Decode(context.Request.Headers.ContentEncoding, body.Memory);
        var exchange = Exchange.Begin(context, path, body.Memory, text, services.Workspaces);

        // :: Step 3: whom to ask. One look at quota, health, pins and sessions, held for the whole request.
        _routing.Meet(exchange.Route.Account!);
        var chain = new AttemptChain(_routing.Plan(exchange.Route, exchange.Session), _routing.Random);
        Answer? answer = null;
        Answer? refusedBy = null;
        try
        {
            while (chain.Current is { } candidate)
            {
                if (exchange.Class == RequestClass.Probe && !Exchange.IsPaidByClient(_routing.Options.Current, candidate.Provider))
                {
                    await QuotaProbe.AnswerAsync(context, exchange.Route.Model);
                    return;
                }

                // :: Step 4: (b) to the backend, (c) its status and first event.
                answer = new(await AskAsync(candidate, exchange, exchange.For, chain.IsLast, cancellationToken), candidate);
                var refusal = Judge(answer, exchange);

                // :: Step 5: what is learnt from it, whoever gets to answer.
                if (refusal.Kind == FailureKind.None)
                {
                    Learn(candidate, exchange, refusal);
                    services.Control.Answered(exchange.Route, exchange.Folder, candidate);
                    break;
                }

                var step = chain.Failed(refusal, _routing.Time.GetUtcNow(), answer.Held.Reply.FailureDetail);
                if (step == NextStep.AskAgain)
                {
                    await answer.DisposeAsync();
                    answer = null;
                    await Task.Delay(chain.Pause, _routing.Time, cancellationToken);
                    continue;
                }

                Learn(candidate, exchange, refusal);
                if (!refusal.Kind.MayFailOver())
                {
                    break;
                }

                // :: Step 6: nothing has reached the client: the next one answers the very same request.
                (refusedBy, answer) = (await KeepAsync(refusedBy, answer), null);
                if (step == NextStep.Stop || (step == NextStep.AskTheUser && !await MayLeaveAsync(chain, refusal, cancellationToken)))
                {
                    break;
                }

                LogFailedOver(candidate.Provider, refusal.Kind, chain.Failures[^1].Detail, chain.Current!.Provider);
                services.Metrics.FailedOver(candidate.Provider, RouteReasons.After(refusal.Kind).Word());
            }

            // :: Step 7: (d) the answer, or the best refusal that there is.
            answer ??= Unanswered.PassesOn(_routing.Options.Current, chain) && refusedBy is { IsRefusal: true } ? refusedBy : null;
            await DeliverAsync(context, exchange, chain, answer);
        }
        finally
        {
            services.History.Add(RequestRecords.Of(exchange, chain, context, _routing.Time.GetUtcNow(), _routing.Time.GetElapsedTime(began)));
            Prepare(exchange);
            await DisposeAsync(answer);
            await DisposeAsync(refusedBy == answer ? null : refusedBy);
        }
    }

    private async Task<HeldReply> AskAsync(
        RouteCandidate candidate, Exchange exchange, Func<SidecarOptions, string, UpstreamRequest?> request, bool isLast, CancellationToken cancellationToken)
    {
        if (services.Backends.Find(candidate.Provider) is not { } backend)
        {
            return Nothing(UpstreamReply.Failed(FailureKind.Unreachable, "it is no longer configured"));
        }

        if (exchange.Text is null && !Exchange.IsPaidByClient(_routing.Options.Current, candidate.Provider))
        {
            return await FirstEvent.HoldAsync(Unreadable(exchange), streaming: false, _routing.Time, cancellationToken);
        }

        // Where nobody else is left, asking beats refusing (edge case 39).
        if (!_routing.Health.TryEnter(candidate.Provider) && !isLast)
        {
            return Nothing(UpstreamReply.Failed(FailureKind.BeingProbed, "another request is trying it"));
        }

        if (request(_routing.Options.Current, candidate.Provider) is not { } asked)
        {
            return Nothing(UpstreamReply.Failed(FailureKind.Rejected, "the request cannot be put to it"));
        }

        try
        {
            var reply = await backend.SendAsync(asked, cancellationToken);

            // A request that cannot be read here, because it is compressed, may have asked for a stream too (edge case 113).
            var streams = exchange.Streams || (exchange.Head is null && FirstEvent.IsEventStream(reply.Headers));
            return reply.Status == 0 ? Nothing(reply) : await FirstEvent.HoldAsync(reply, streams, _routing.Time, cancellationToken);
        }
        catch when (cancellationToken.IsCancellationRequested)
        {
            Learn(candidate, exchange, new(FailureKind.ClientGone));
            throw;
        }
    }

    // What another model would get of the session is made ready while the user reads: nobody waits for it.
    private void Prepare(Exchange exchange)
    {
        var by = exchange.Last.Answer?.By.Provider;
        if (exchange is { Class: RequestClass.Main, Text: not null } && by is not null)
        {
            services.Turns.Add(exchange.Turn, ahead: !_routing.Options.Current.Providers.Any(known => known.Local && known.Name == by));
        }
    }

    private void Learn(RouteCandidate candidate, Exchange exchange, Refusal refusal) =>
        _routing.Health.Report(candidate.Provider, exchange.Route.Model, refusal, exchange.Route.LongContext);

    // The refusal is kept meanwhile: without a yes the client gets it as it came.
    private async Task<bool> MayLeaveAsync(AttemptChain chain, Refusal refusal, CancellationToken cancellationToken)
    {
        if (!await _routing.Question.AskAsync(chain.Following!.Provider, RouteReasons.After(refusal.Kind), refusal.Until, cancellationToken))
        {
            return false;
        }

        chain.Allowed();
        return true;
    }

    private Refusal Judge(Answer answer, Exchange exchange)
    {
        var now = _routing.Time.GetUtcNow();
        var held = answer.Held;
        var provider = _routing.Options.Current.Providers.FirstOrDefault(provider => provider.Name == answer.By.Provider);

        // Only where the client itself pays is the quota its own.
        if (provider?.Credentials == CredentialKind.Client && RateLimitHeaders.Read(held.Reply.Headers, now) is { } reading)
        {
            _routing.Quota.Record(exchange.Route.Account!, reading, exchange.Spender);
        }

        return FailureClassifier.Classify(
            new()
            {
                Status = held.Reply.Status,
                Headers = held.Reply.Headers,
                Body = held.Reply.Status >= 400 || held.Failure != FailureKind.None ? Text(held) : "",
                Transport = held.Reply.Failure,
                Inside = held.Failure,
            },
            now);
    }

    private async Task DeliverAsync(HttpContext context, Exchange exchange, AttemptChain chain, Answer? answer)
    {
        if ((answer?.By ?? chain.Current) is { } marked)
        {
            context.Response.Headers[HeaderNames.Provider] = marked.Provider;
            context.Response.Headers[HeaderNames.Reason] = marked.Reason.Word();
        }

        if (answer is null)
        {
            await RefuseAsync(context, exchange, chain);
            return;
        }

        var (held, by) = answer;
        // A body of a length told has no room for more.
        var mayGoOn = exchange.Streams && !chain.IsLast && held.Reply is { Status: StatusCodes.Status200OK, Headers.ContentLength: null };
        using var transcript = mayGoOn ? new AnswerTranscript() : null;
        held.Meter = held.Reply.Status == StatusCodes.Status200OK ? new(held.Reply.Headers.ContentEncoding) : null;
        var end = held.Reply.Status == 0
            ? await RefuseAsync(context, exchange, chain)
            : await ResponseRelay.CopyAsync(held, context.Response, transcript, context.RequestAborted);
        services.Metrics.Answered(by.Provider, by.Reason.Word(), context.Response.StatusCode);
        if (Exchange.IsPaidByClient(_routing.Options.Current, by.Provider) && held.Meter?.Read() is { } used)
        {
            _routing.Quota.Spend(AccountKey.Of(exchange.Headers), used);
        }

        LogAnswered(by.Provider, by.Reason, context.Response.StatusCode, exchange.Body.Length, end.Broken);
        await FinishAsync(context, exchange, chain, answer, end, transcript);
        await CalibrateAsync(context, exchange, by, held.Meter);
    }

    // Claude's answers tell how it counts, and one that came to its end can be believed. Looked at when the client has all of it: nothing waits for that.
    private async Task CalibrateAsync(HttpContext context, Exchange exchange, RouteCandidate by, AnswerMeter? meter)
    {
        if (meter?.Read() is { } used && meter.Stop is not null && exchange.Text is { } text && Exchange.IsPaidByClient(_routing.Options.Current, by.Provider) &&
            !context.RequestAborted.IsCancellationRequested && services.Calibration.Wants(by.Provider, exchange.Route.Model))
        {
            await context.Response.CompleteAsync();
            await Task.Yield();
            services.Calibration.Note(by.Provider, exchange.Route.Model, PromptSize.Estimate(text.Span), used.Input + used.CacheRead);
        }
    }

    // What broke off is gone on with by the next one in the same message where that can be, and told where it cannot (design 8.4).
    private async Task FinishAsync(HttpContext context, Exchange exchange, AttemptChain chain, Answer first, RelayEnd end, AnswerTranscript? transcript)
    {
        var answer = first;
        exchange.Last = (answer, end.Broken);
        try
        {
            while (Fault(answer, end, transcript) is var fault and not FailureKind.None)
            {
                exchange.Last = (answer, fault);
                services.Metrics.StreamBroken();
                Learn(answer.By, exchange, new(fault));
                var next = transcript is { CanContinue: true } ? await ContinueAsync(exchange, chain, transcript, fault, context.RequestAborted) : null;
                if (next is null)
                {
                    await EndBrokenAsync(context, answer, end);
                    return;
                }

                LogContinued(answer.By.Provider, fault, next.By.Provider);
                services.Metrics.Continued(answer.By.Provider, next.By.Provider);
                await DisposeAsync(answer == first ? null : answer);
                answer = next;
                answer.Held.Meter = new(answer.Held.Reply.Headers.ContentEncoding);
                end = await ResponseRelay.AppendAsync(answer.Held, context.Response, transcript, context.RequestAborted);
                exchange.Last = (answer, end.Broken);
            }
        }
        finally
        {
            await DisposeAsync(answer == first ? null : answer);
        }
    }

    // What an answer that has been relayed lacks; None for nothing, and for a client that has gone.
    private static FailureKind Fault(Answer answer, RelayEnd end, AnswerTranscript? transcript)
    {
        if (end.Broken != FailureKind.None)
        {
            transcript?.Read();
            return end.Broken == FailureKind.ClientGone ? FailureKind.None : end.Broken;
        }

        // The stream may have told the client itself; it is no less a failure.
        if (answer.Held.Reply.Outcome?.Invoke() is { } told and not FailureKind.None)
        {
            return told;
        }

        // A stream may end in good order and yet too early: the client would take half an answer for a whole one.
        return transcript is { SeemsWhole: false } && transcript.Read() is { CanContinue: true } ? FailureKind.CutOff : FailureKind.None;
    }

    private async Task<Answer?> ContinueAsync(Exchange exchange, AttemptChain chain, AnswerTranscript transcript, FailureKind fault, CancellationToken cancellationToken)
    {
        while (chain.BrokeOff(new(fault)) && chain.Current is { } candidate)
        {
            Answer next = new(
                await AskAsync(candidate, exchange, (options, provider) => exchange.Continued(options, provider, transcript.Text), chain.IsLast, cancellationToken),
                candidate);
            var refusal = next.Held.Reply.Status is 0 or StatusCodes.Status200OK || next.Held.Reply.Status >= 400 ? Judge(next, exchange) : new(FailureKind.BadAnswer);
            Learn(candidate, exchange, refusal);
            if (refusal.Kind == FailureKind.None)
            {
                return next with { Held = ContinuationSplice.Join(next.Held, transcript, cancellationToken) };
            }

            await next.DisposeAsync();
            fault = refusal.Kind;
        }

        return null;
    }

    private async Task<RelayEnd> RefuseAsync(HttpContext context, Exchange exchange, AttemptChain chain)
    {
        var sentence = chain.Failures.Count == 0
            ? Unanswered.NobodyPinned(_routing.Routes.For(exchange.Session, _routing.Options.Current))
            : Unanswered.Sentence(chain);
        LogUnanswered(sentence);
        await ErrorWriter.WriteUnavailableAsync(context, sentence, final: chain.Failures.Count == 0 || Unanswered.IsFinal(chain));
        return default;
    }

    private static async Task EndBrokenAsync(HttpContext context, Answer answer, RelayEnd end)
    {
        if (!end.Error.IsEmpty)
        {
            await ResponseRelay.FinishAsync(answer.Held, context.Response, end.Error, context.RequestAborted);
            return;
        }

        if (end.Broken == FailureKind.None)
        {
            return; // the client knows it, or has the cut as it was
        }

        var headers = context.Response.Headers;
        if (FirstEvent.IsEventStream(headers) && headers.ContentEncoding.Count == 0 && headers.ContentLength is null)
        {
            await ErrorWriter.EndStreamAsync(context, $"The answer of {answer.By.Provider} broke off; please retry.");
        }
        else
        {
            // Nothing well-formed can be added to a compressed or a whole body, or to one of a length told: the client sees the cut as it was.
            context.Abort();
        }
    }

    // The first refusal with a status is the one worth showing; a later one replaces only a reply that never came.
    private static async Task<Answer> KeepAsync(Answer? before, Answer now)
    {
        if (before is { HasStatus: true })
        {
            await now.DisposeAsync();
            return before;
        }

        await DisposeAsync(before);
        return now;
    }

    private static ValueTask DisposeAsync(Answer? answer) => answer?.DisposeAsync() ?? ValueTask.CompletedTask;

    // The client sent its request in a form that only Anthropic reads.
    private static UpstreamReply Unreadable(Exchange exchange) => new ModelRefusal(
        StatusCodes.Status415UnsupportedMediaType, FailureKind.Rejected, $"The request's content-encoding \"{exchange.Headers.ContentEncoding}\" cannot be read here, or its bytes are not that.").ToReply();

    private static HeldReply Nothing(UpstreamReply reply) => new() { Reply = reply, Held = ReadOnlyMemory<byte>.Empty };

    private static string Text(HeldReply held) =>
        BodyDecoder.Decode(held.Reply.Headers.ContentEncoding, held.Held) is { } decoded ? Encoding.UTF8.GetString(decoded.Span) : "";

    [LoggerMessage(EventId = 4101, EventName = "FailedOver", Level = LogLevel.Warning, Message = "{Provider}: {Kind} {Detail}; asking {Next}")]
    private partial void LogFailedOver(string provider, FailureKind kind, string? detail, string next);

    [LoggerMessage(EventId = 4102, EventName = "Answered", Level = LogLevel.Information, Message = "{Provider} ({Reason}) answered {Status} to {Bytes} bytes; broken: {Broken}")]
    private partial void LogAnswered(string provider, RouteReason reason, int status, int bytes, FailureKind broken);

    [LoggerMessage(EventId = 4104, EventName = "Continued", Level = LogLevel.Warning, Message = "{Provider}: {Kind} in the middle of its answer; {Next} goes on with it")]
    private partial void LogContinued(string provider, FailureKind kind, string next);

    [LoggerMessage(EventId = 4103, EventName = "Unanswered", Level = LogLevel.Warning, Message = "Nobody answered: {Sentence}")]
    private partial void LogUnanswered(string sentence);
}
