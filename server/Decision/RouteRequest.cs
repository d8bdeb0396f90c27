namespace ClaudeSidecar.Decision;

/// <summary>What the decider may know of a request.</summary>
/// <param name="SessionKey">The session, or one agent of it; null when the request named none.</param>
/// <param name="Model">The requested model.</param>
/// <param name="InToolLoop">True when the request carries a tool's result: the turn has begun already.</param>
/// <param name="Auxiliary">True for titles, probes and the like: they follow their session and never move it.</param>
/// <param name="KnownWorkspace">True under a known workspace key: only then may a key of ours be spent.</param>
public sealed record RouteRequest(string? SessionKey, string Model, bool InToolLoop, bool Auxiliary, bool KnownWorkspace)
{
    /// <summary>What the client wants it for.</summary>
    public RequestClass Class { get; init; }

    /// <summary>What the turn is about.</summary>
    public RequestTopic Topic { get; init; }

    /// <summary>True when it asks for the long context, which may be paid for separately (edge case 4).</summary>
    public bool LongContext { get; init; }

    /// <summary>The hash that names the client's account; null for the one seen last.</summary>
    public string? Account { get; init; }
}
