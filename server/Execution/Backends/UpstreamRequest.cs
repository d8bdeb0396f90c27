using ClaudeSidecar.Wire.Anthropic;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>One request of the client as the backends get it. The same instance may be given to several backends, one after the other.</summary>
public sealed class UpstreamRequest
{
    /// <summary>The method, in capitals.</summary>
    public required string Method { get; init; }

    /// <summary>Path and query without the workspace prefix, exactly as the client wrote them: <c>/v1/messages?beta=true</c>.</summary>
    public required string PathAndQuery { get; init; }

    /// <summary>The client's headers. A backend sends on those that its host may see and nothing else.</summary>
    public required IHeaderDictionary Headers { get; init; }

    /// <summary>The whole body: a request can be sent again only because it has been read.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Set instead of <see cref="Body"/> for endpoints that are only passed through: such a request can be sent once.</summary>
    public Stream? BodyStream { get; init; }

    /// <summary>The session of Claude Code, or the agent in it, that the request belongs to; null where it names none.</summary>
    public string? Session { get; init; }

    /// <summary>The folder that it works in; null where that is not known.</summary>
    public string? Folder { get; init; }

    /// <summary>What was read of a messages body; null for other endpoints and for a body that is not JSON.</summary>
    public MessagesHead? Head { get; init; }
}
