using System.Net.Http.Headers;
using ClaudeSidecar.Execution.Answers;
using ClaudeSidecar.Execution.Convert;
using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Execution.Discovery;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Wire;
using ClaudeSidecar.Wire.Anthropic;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>
/// A model on this machine, or another cloud, in whatever dialect its server speaks. The request is converted on the way
/// out and the answer on the way back. Nothing of the client's headers is sent on: its credentials are meant for another host.
/// </summary>
public sealed partial class ModelBackend : IBackend
{
    // A server that queues, or loads a model inside the request, sends no headers meanwhile (local-servers 3.2, 3.3).
    private static readonly TimeSpan HeaderLimit = TimeSpan.FromSeconds(300);
    private const int LongestError = 64 << 10;

    private readonly ProviderOptions _provider;
    private readonly LocalOptions _local;
    private readonly ContextOptions _context;
    private readonly HttpMessageInvoker _http;
    private readonly TimeProvider _time;
    private readonly ILogger<ModelBackend> _logger;
    private readonly Func<string, string?> _environment;
    private readonly LocalTargets _targets;

    /// <summary>Makes one for one provider.</summary>
    /// <param name="provider">Where it is and what it is asked for.</param>
    /// <param name="local">How its answers are shown.</param>
    /// <param name="context">How much is kept free for its answers.</param>
    /// <param name="http">Sends; must not follow redirects.</param>
    /// <param name="time">The clock of pings and limits.</param>
    /// <param name="logger">Gets sizes and reasons, never text of a conversation.</param>
    /// <param name="environment">Reads a variable of the process; the default is the process's own.</param>
    public ModelBackend(
        ProviderOptions provider,
        LocalOptions local,
        ContextOptions context,
        HttpMessageInvoker http,
        TimeProvider time,
        ILogger<ModelBackend> logger,
        Func<string, string?>? environment = null)
    {
        (_provider, _local, _context, _http, _time, _logger) = (provider, local, context, http, time, logger);
        _environment = environment ?? Environment.GetEnvironmentVariable;
        _targets = new LocalTargets(provider, new LocalDiscovery(http, time, _environment), time);
    }

    /// <inheritdoc/>
    public string Name => _provider.Name;

    /// <inheritdoc/>
    public Task<UpstreamReply> SendAsync(UpstreamRequest request, CancellationToken cancellationToken)
    {
        var path = request.PathAndQuery.Split('?', 2)[0];
        return (request.Method, path) switch
        {
            ("POST", "/v1/messages") => SendMessagesAsync(request, cancellationToken),
            ("POST", "/v1/messages/count_tokens") => Task.FromResult(LocalReplies.Count(PromptSize.Estimate(request.Body.Span))),
            _ => Task.FromResult(LocalReplies.Error(404, FailureKind.Rejected, $"The provider {Name} does not serve {request.Method} {path}.")),
        };
    }

    private async Task<UpstreamReply> SendMessagesAsync(UpstreamRequest request, CancellationToken cancellationToken)
    {
        // Converting a long conversation takes milliseconds: not on the thread that serves the sockets.
        await Task.Yield();
        var (target, missing) = await _targets.ResolveAsync(cancellationToken);
        if (target is null)
        {
            return UpstreamReply.Failed(FailureKind.Unreachable, missing);
        }

        var dialect = ModelDialects.For(_provider.Dialect, target.Kind);
        var options = new ConvertOptions { Model = target.Model, Server = target.Kind, MaxTokens = target.Window is { } window ? prompt => RoomFor(prompt, window) : null };
        if (!dialect.TryConvert(request.Body, options, out var chat, out var problem))
        {
            return LocalReplies.Error(400, FailureKind.Rejected, problem);
        }

        LogAsking(Name, target.Model, chat.Body.Length, chat.EstimatedPrompt);
        using var limit = new CancellationTokenSource(HeaderLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        HttpResponseMessage? response = null;
        try
        {
            using var message = MessageTo(target, dialect, chat);
            response = await _http.SendAsync(message, either.Token);
            if ((int)response.StatusCode != 200)
            {
                using (response)
                {
                    var body = await BoundedBody.ReadAsync(response, LongestError, either.Token);
                    return LocalReplies.FromServer((int)response.StatusCode, body, target, chat.EstimatedPrompt);
                }
            }

            var stream = await response.Content.ReadAsStreamAsync(either.Token);
            return await AnswerAsync(chat, dialect, target, response, stream, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            response?.Dispose();
            return UpstreamReply.Failed(FailureKind.TimedOut, $"{Shown(target)} did not answer within {HeaderLimit.TotalSeconds} s.");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            response?.Dispose();
            _targets.Forget();
            return UpstreamReply.Failed(UpstreamFailure.Kind(broken), $"{Shown(target)} {UpstreamFailure.Describe(broken)}.");
        }
    }

    private HttpRequestMessage MessageTo(LocalTarget target, IDialect dialect, ChatRequest chat)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, dialect.ChatAddress(target.BaseUrl)) { Content = new ReadOnlyMemoryContent(chat.Body) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        // The key is meant for the configured address alone, not for another that was found in its place.
        var ours = target.BaseUrl == _provider.BaseUrl && _provider.ApiKeyEnv is { } name ? _environment(name) : null;
        dialect.AddHeaders(message, string.IsNullOrEmpty(ours) ? null : ours);
        return message;
    }

    private async Task<UpstreamReply> AnswerAsync(
        ChatRequest chat, IDialect dialect, LocalTarget target, HttpResponseMessage response, Stream stream, CancellationToken cancellationToken)
    {
        var sink = chat.Stream ? new StreamSink() : null;
        using var whole = chat.Stream ? null : new WholeSink();
        var reducer = new ChatReducer(ReducerOptionsFor(chat, dialect), (IMessageSink?)sink ?? whole!);
        var answer = new ModelAnswer(response, stream, dialect.Framing, reducer, sink, _time, cancellationToken);
        var handedOver = false;
        try
        {
            var first = await answer.NextAsync();
            if (reducer.Outcome is { Kind: not FailureKind.None } failure)
            {
                // Whatever was made of the answer, the client has seen none of it yet.
                LogFailed(Name, failure.Kind, failure.Detail);
                return failure.Kind == FailureKind.TooLong
                    ? LocalReplies.TooLong(failure.ServerWords, chat.EstimatedPrompt, target.Window ?? 0)
                    : UpstreamReply.Failed(failure.Kind, failure.Detail);
            }

            if (whole is not null)
            {
                return LocalReplies.Json(200, whole.Message);
            }

            handedOver = true;
            return new UpstreamReply
            {
                Status = 200,
                Headers = LocalReplies.Headers("text/event-stream; charset=utf-8", MintedIds.Request()),
                Body = PiecesAsync(answer, reducer, first),
                IsOpen = true,
                Release = answer.DisposeAsync,
            };
        }
        finally
        {
            if (!handedOver)
            {
                await answer.DisposeAsync();
            }
        }
    }

    private async IAsyncEnumerable<ReadOnlyMemory<byte>> PiecesAsync(ModelAnswer answer, ChatReducer reducer, ReadOnlyMemory<byte> first)
    {
        for (var piece = first; !piece.IsEmpty; piece = await answer.NextAsync())
        {
            yield return piece;
        }

        if (reducer.Outcome is { Kind: not FailureKind.None } failure)
        {
            LogFailed(Name, failure.Kind, failure.Detail);
        }
    }

    private ReducerOptions ReducerOptionsFor(ChatRequest chat, IDialect dialect) => new()
    {
        Reader = dialect.NewReader(),
        Model = chat.Model,
        Tools = chat.Tools,
        EstimatedPrompt = chat.EstimatedPrompt,
        StopSequences = chat.StopSequences,
        ShowThinking = _local.ShowThinking,
    };

    // Servers that add up prompt and answer refuse a sum beyond the window (local-servers 3.1). The prompt is estimated high, so
    // that a prompt near the limit still gets what is reserved for the answer, and the server has the last word.
    private int RoomFor(int prompt, int window) => Math.Max(Math.Min(_context.ReserveOutput, window / 4), window - prompt);

    private static string Shown(LocalTarget target) => target.BaseUrl.GetLeftPart(UriPartial.Authority);

    [LoggerMessage(EventId = 3100, EventName = "LocalAsking", Level = LogLevel.Debug,
        Message = "{Provider}: asking {Model} with {Bytes} bytes, about {Tokens} tokens")]
    private partial void LogAsking(string provider, string model, int bytes, int tokens);

    [LoggerMessage(EventId = 3101, EventName = "LocalFailed", Level = LogLevel.Warning, Message = "{Provider}: {Failure}: {Detail}")]
    private partial void LogFailed(string provider, FailureKind failure, string detail);
}
