using System.Net;
using System.Text.Json;
using ClaudeSidecar.Execution.History;
using ClaudeSidecar.Execution.Relay;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Polly;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>Anthropic's own API: the client's bytes, query, headers and credentials out, the answer's bytes back (edge case 57).</summary>
public sealed class AnthropicBackend(ProviderOptions provider, HttpMessageInvoker http, TimeProvider time) : IBackend
{
    /// <summary>The longest wait for headers: a whole answer of a long turn arrives only when it is complete.</summary>
    public static readonly TimeSpan HeaderLimit = TimeSpan.FromMinutes(10);

    /// <summary>The longest silence inside a body; the client itself gives up after as long (claude-wire 2c).</summary>
    public static readonly TimeSpan IdleLimit = TimeSpan.FromMinutes(5);

    // Nothing has been sent when a connection does not come about, so that a second try cannot run a request twice (perf-reliability 2.3).
    private readonly ResiliencePipeline _connecting = new ResiliencePipelineBuilder { TimeProvider = time }
        .AddRetry(new()
        {
            ShouldHandle = new PredicateBuilder().Handle<HttpRequestException>(failure =>
                failure.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError),
            MaxRetryAttempts = 1,
            Delay = TimeSpan.Zero,
        })
        .Build();

    private readonly string _base = provider.BaseUrl.AbsoluteUri.TrimEnd('/');

    /// <inheritdoc/>
    public string Name => provider.Name;

    /// <summary>
    /// True for a provider that is Anthropic itself: the client's login is meant for it, or it is at Anthropic's address. Whoever else
    /// speaks the dialect takes less of it, and is a model server like any other.
    /// </summary>
    public static bool Serves(ProviderOptions provider) =>
        provider.Dialect == Dialect.Anthropic && (provider.Credentials == CredentialKind.Client || provider.BaseUrl.Host.Equals("api.anthropic.com", StringComparison.OrdinalIgnoreCase));

    /// <inheritdoc/>
    public async Task<UpstreamReply> SendAsync(UpstreamRequest request, CancellationToken cancellationToken)
    {
        var idle = new CancellationTokenSource(HeaderLimit, time);
        var hangUp = cancellationToken.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), idle);
        try
        {
            var body = BodyOf(request);
            var response = await PutAsync(request, body, idle.Token);
            if (await WithoutThinkingAsync(request, body, response, idle.Token) is { Length: > 0 } plain)
            {
                response.Dispose();
                response = await PutAsync(request, plain, idle.Token);
            }

            return Reply(response, idle);
        }
        catch (Exception exception) when (UpstreamFailure.Understands(exception))
        {
            idle.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            return UpstreamFailure.Reply(exception, provider.BaseUrl);
        }
        finally
        {
            await hangUp.DisposeAsync();
        }
    }

    // The client's bytes, but for a model that the user has put in the place of the client's.
    private ReadOnlyMemory<byte> BodyOf(UpstreamRequest request) => provider.Model is { } model && IsReadable(request)
        ? JsonMembers.With(request.Body, "model", (byte[])[(byte)'"', .. JsonEncodedText.Encode(model).EncodedUtf8Bytes, (byte)'"'])
        : request.Body;

    // A compressed body is the client's own; it is changed nowhere.
    private static bool IsReadable(UpstreamRequest request) => request.Head is not null && request.Headers.ContentEncoding.Count == 0;

    // What to send instead, once, where Anthropic refuses the reasoning in the history (edge case 54); nothing where it does not, or where
    // there is none to leave out. The refusal stays as it came, for then the client gets it.
    private static async ValueTask<ReadOnlyMemory<byte>> WithoutThinkingAsync(
        UpstreamRequest request, ReadOnlyMemory<byte> body, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode != HttpStatusCode.BadRequest || !IsReadable(request))
        {
            return default;
        }

        await response.Content.LoadIntoBufferAsync(cancellationToken);
        var words = BodyDecoder.Decode(response.Content.Headers.ContentEncoding.FirstOrDefault(), await response.Content.ReadAsByteArrayAsync(cancellationToken));
        if (words is not { } known || !ThinkingRefusal.Is((int)response.StatusCode, known.Span))
        {
            return default;
        }

        // A long history takes milliseconds to read: not on the thread that serves the sockets.
        await Task.Yield();
        var plain = HistoryCleaner.WithoutThinking(body);
        return plain.Equals(body) ? default : plain;
    }

    private ValueTask<HttpResponseMessage> PutAsync(UpstreamRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) => _connecting.ExecuteAsync(
        static async (call, token) => await call.Backend.TryAsync(call.Request, call.Body, token), (Backend: this, Request: request, Body: body), cancellationToken);

    private async ValueTask<HttpResponseMessage> TryAsync(UpstreamRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var message = Message(request, body);
        try
        {
            return await http.SendAsync(message, cancellationToken);
        }
        catch
        {
            message.Dispose();
            throw;
        }
    }

    private HttpRequestMessage Message(UpstreamRequest request, ReadOnlyMemory<byte> body)
    {
        // Not canonicalised: the query reaches the upstream in the client's own spelling.
        var target = new Uri(_base + request.PathAndQuery, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var message = new HttpRequestMessage(HttpMethod.Parse(request.Method), target)
        {
            Version = target.Scheme == Uri.UriSchemeHttps ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Content = Content(request, body),
        };
        RequestHeaders.Copy(request.Headers, message, provider.Credentials);
        if (provider.Credentials == CredentialKind.Key && provider.ApiKeyEnv is { } name && Environment.GetEnvironmentVariable(name) is { Length: > 0 } key)
        {
            message.Headers.TryAddWithoutValidation("x-api-key", key);
        }

        return message;
    }

    private static HttpContent? Content(UpstreamRequest request, ReadOnlyMemory<byte> body)
    {
        if (request.BodyStream is { } stream)
        {
            var content = new StreamContent(stream);
            content.Headers.ContentLength = request.Headers.ContentLength;
            return content;
        }

        // A GET without a body must not grow a Content-Length of 0.
        return body.Length > 0 || request.Headers.ContentLength is not null ? new ReadOnlyMemoryContent(body) : null;
    }

    private static UpstreamReply Reply(HttpResponseMessage response, CancellationTokenSource idle)
    {
        var headers = new HeaderDictionary();
        Add(headers, response.Headers.NonValidated);
        Add(headers, response.Content.Headers.NonValidated);
        foreach (var name in headers["Connection"].SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries)).ToArray())
        {
            headers.Remove(name);
        }

        foreach (var name in headers.Keys.Where(HeaderNames.IsHopByHop).ToArray())
        {
            headers.Remove(name);
        }

        return new()
        {
            Status = (int)response.StatusCode,
            Headers = headers,
            Body = UpstreamBody.ReadAsync(response, idle, IdleLimit),
            Release = () =>
            {
                response.RequestMessage?.Dispose();
                response.Dispose();
                idle.Dispose();
                return ValueTask.CompletedTask;
            },
        };
    }

    private static void Add(HeaderDictionary to, System.Net.Http.Headers.HttpHeadersNonValidated from)
    {
        foreach (var (name, values) in from)
        {
            to[name] = values.Count == 1 ? new StringValues(values.ToString()) : new StringValues([.. values]);
        }
    }
}
