using ClaudeSidecar.Decision;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Execution.Continuation;
using ClaudeSidecar.Execution.History;
using ClaudeSidecar.Quota;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Storage;
using ClaudeSidecar.Wire;
using ClaudeSidecar.Wire.Anthropic;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Gateway;

/// <summary>One request of the Messages API, as far as it is known before anybody is asked.</summary>
public sealed class Exchange
{
    private const string CountTokens = "/v1/messages/count_tokens";
    private const string LongContextBeta = "context-1m-";

    private ReadOnlyMemory<byte>? _cleaned;

    private Exchange(HttpContext context, WorkspacePath path, ReadOnlyMemory<byte> body, ReadOnlyMemory<byte>? text, MessagesHead? head, string? folder)
    {
        var counts = path.Path == CountTokens;
        (Headers, Body, Text, Head, Folder) = (context.Request.Headers, body, text, head, folder);
        PathAndQuery = path.Path + context.Request.QueryString.Value;
        Session = NotEmpty(Headers[HeaderNames.ClaudeSession].ToString()) ?? head?.SessionId;
        Streams = head is { Stream: true } && !counts;
        var agent = Headers[HeaderNames.ClaudeAgent].ToString();
        Class = RequestClasses.Of(counts, Headers[HeaderNames.ClaudeRequestClass].ToString(), agent, head);
        Route = new(
            SessionKey: agent.Length > 0 && Session is not null ? $"{Session}/{agent}" : Session,
            Model: head?.Model ?? "",
            InToolLoop: head?.InToolLoop ?? false,
            Auxiliary: Class.IsBeside(),
            KnownWorkspace: folder is not null)
        {
            Class = Class,
            Topic = Topic(),
            LongContext = Headers[HeaderNames.Beta].ToString().Contains(LongContextBeta, StringComparison.OrdinalIgnoreCase),
            Account = AccountKey.Of(Headers),
        };
    }

    /// <summary>The client's headers.</summary>
    public IHeaderDictionary Headers { get; }

    /// <summary>The client's body, as it came.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The same, decompressed; null when it cannot be read here.</summary>
    public ReadOnlyMemory<byte>? Text { get; }

    /// <summary>What was read of it; null when it is no JSON.</summary>
    public MessagesHead? Head { get; }

    /// <summary>Path and query as an upstream sees them.</summary>
    public string PathAndQuery { get; }

    /// <summary>Claude Code's session id; null when the request named none.</summary>
    public string? Session { get; }

    /// <summary>The folder that the workspace key stands for; null without a known key.</summary>
    public string? Folder { get; }

    /// <summary>True when the client asked for a stream.</summary>
    public bool Streams { get; }

    /// <summary>What the client wants it for.</summary>
    public RequestClass Class { get; }

    /// <summary>For whom the quota is spent. A turn begins with what the user typed: agents and tools' results belong to it.</summary>
    public Spender Spender => new(Session, Route.Model, StartsTurn: Class == RequestClass.Main && !Route.InToolLoop);

    /// <summary>What the decider may know.</summary>
    public RouteRequest Route { get; }

    /// <summary>The answer that went to the client last, or began to, and what it lacks; nothing before that.</summary>
    public (Answer? Answer, FailureKind Fault) Last { get; set; }

    /// <summary>Looks at a request once.</summary>
    public static Exchange Begin(HttpContext context, WorkspacePath path, ReadOnlyMemory<byte> body, ReadOnlyMemory<byte>? text, WorkspaceStore workspaces) =>
        new(context, path, body, text, text is { } read ? MessagesHeadReader.Read(read.Span) : null, path.Key is null ? null : workspaces.FolderOf(path.Key));

    /// <summary>True for a provider that is sent the client's own credentials: Anthropic.</summary>
    public static bool IsPaidByClient(SidecarOptions options, string provider) =>
        options.Providers.Any(known => known.Name == provider && known is { Dialect: Dialect.Anthropic, Credentials: CredentialKind.Client });

    /// <summary>The request as it can be prepared for anybody.</summary>
    public UpstreamRequest Turn => new()
    {
        Method = HttpMethods.Post,
        PathAndQuery = PathAndQuery,
        Headers = Headers,
        Body = Text ?? Body,
        Head = Head,
        Session = Route.SessionKey,
        Folder = Folder,
    };

    /// <summary>The request for one provider. Anthropic itself gets a history that it accepts; others convert it in their own way.</summary>
    public UpstreamRequest For(SidecarOptions options, string provider)
    {
        var target = options.Providers.FirstOrDefault(known => known.Name == provider);
        var isAnthropic = target is not null && AnthropicBackend.Serves(target);
        var body = !isAnthropic ? Text ?? Body

            // Another model's name can be put only into a text.
            : target!.Model is not null && Text is { } text ? HistoryCleaner.Clean(text)
            : Cleaned;
        return new()
        {
            Method = HttpMethods.Post,
            PathAndQuery = PathAndQuery,
            Headers = isAnthropic && !body.Equals(Body) ? WithoutEncoding(Headers) : Headers,
            Body = body,
            Head = Head,
            Session = Route.SessionKey,
            Folder = Folder,
        };
    }

    /// <summary>The request that asks a provider to go on with an answer that broke off; null where it cannot be put so.</summary>
    /// <param name="options">What the user chose.</param>
    /// <param name="provider">Who goes on.</param>
    /// <param name="text">What has reached the client.</param>
    public UpstreamRequest? Continued(SidecarOptions options, string provider, string text)
    {
        var isAnthropic = options.Providers.FirstOrDefault(known => known.Name == provider) is { } target && AnthropicBackend.Serves(target);
        if (Text is not { } read || ContinuationRequest.For(isAnthropic ? HistoryCleaner.Clean(read) : read, text, inWords: isAnthropic) is not { } body)
        {
            return null;
        }

        // What comes back is put into the stream that the client has: it must come as it is.
        var headers = isAnthropic ? Without(WithoutEncoding(Headers), Microsoft.Net.Http.Headers.HeaderNames.AcceptEncoding) : Headers;
        return new() { Method = HttpMethods.Post, PathAndQuery = PathAndQuery, Headers = headers, Body = body, Head = Head, Session = Route.SessionKey, Folder = Folder };
    }

    // What needs no cleaning goes out as it came, compressed or not.
    private ReadOnlyMemory<byte> Cleaned => _cleaned ??= Text is { } text && HistoryCleaner.Clean(text) is var cleaned && !cleaned.Equals(text) ? cleaned : Body;

    private static IHeaderDictionary WithoutEncoding(IHeaderDictionary headers) =>
        headers.ContentEncoding.Count == 0 ? headers : Without(headers, Microsoft.Net.Http.Headers.HeaderNames.ContentEncoding);

    private static HeaderDictionary Without(IHeaderDictionary headers, string left)
    {
        var rest = new HeaderDictionary();
        foreach (var (name, values) in headers.Where(header => !header.Key.Equals(left, StringComparison.OrdinalIgnoreCase)))
        {
            rest[name] = values;
        }

        return rest;
    }

    // In a tool loop the turn goes on where it began, whatever it is about.
    private RequestTopic Topic() => Head is { InToolLoop: false } head && Text is { } text
        ? RequestTopics.Of(Headers[HeaderNames.ClaudeAgentType].ToString(), text.Span.Slice(head.LastContentStart, head.LastContentLength))
        : RequestTopic.Any;

    private static string? NotEmpty(string text) => text.Length == 0 ? null : text;
}
