namespace ClaudeSidecar.Wire;

/// <summary>Header names of the wire, and which of them may not travel on.</summary>
public static class HeaderNames
{
    /// <summary>Whose answer this is: a provider's name. Ours, on every answer of the data plane.</summary>
    public const string Provider = "x-sidecar-provider";

    /// <summary>Why that provider answered: a <c>RouteReason</c> in kebab case. Ours, on every answer of the data plane.</summary>
    public const string Reason = "x-sidecar-reason";

    /// <summary>Prefix of the subscription's quota headers (claude-wire 1b).</summary>
    public const string UnifiedPrefix = "anthropic-ratelimit-unified-";

    /// <summary>Prefix of all quota headers, the API-key family included (claude-wire 1a).</summary>
    public const string RateLimitPrefix = "anthropic-ratelimit-";

    /// <summary>Begins every header about the quota of an API key's priority tier (claude-wire 1a).</summary>
    public const string PriorityPrefix = "anthropic-priority-";

    /// <summary>Id of an answer; an error's body repeats it (claude-wire 2a).</summary>
    public const string RequestId = "request-id";

    /// <summary>Anthropic's word on whether a client should retry (claude-wire 2b).</summary>
    public const string ShouldRetry = "x-should-retry";

    /// <summary>The session a request belongs to; equals <c>metadata.user_id.session_id</c> (claude-wire 6).</summary>
    public const string ClaudeSession = "x-claude-code-session-id";

    /// <summary>Present on the requests of a sub-agent (claude-wire 4b).</summary>
    public const string ClaudeAgent = "x-claude-code-agent-id";

    /// <summary>The client's own word on what a request is for: main, subagent, compaction, auxiliary … (claude-wire 4b).</summary>
    public const string ClaudeRequestClass = "x-claude-code-request-class";

    /// <summary>The client's own word on the kind of agent that asks: <c>Plan</c>, <c>security-reviewer</c> … (claude-wire 4b).</summary>
    public const string ClaudeAgentType = "x-claude-code-agent-type";

    /// <summary>The features that a request asks for (claude-wire 4c).</summary>
    public const string Beta = "anthropic-beta";

    private static readonly HashSet<string> HopByHop = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer",
        "Transfer-Encoding", "Upgrade",
    };

    private static readonly HashSet<string> Credentials = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "x-api-key", "Cookie", "Proxy-Authorization", "Set-Cookie",
    };

    /// <summary>True for a header that belongs to one connection and is never forwarded (RFC 9110, 7.6.1).</summary>
    public static bool IsHopByHop(string name) => HopByHop.Contains(name);

    /// <summary>True for a header that carries a secret: it is sent only to the host it was meant for, and never logged.</summary>
    public static bool IsCredential(string name) => Credentials.Contains(name);
}
