using ClaudeSidecar.Decision;
using ClaudeSidecar.Execution.Relay;
using ClaudeSidecar.Wire;

namespace ClaudeSidecar.Gateway;

/// <summary>A reply, and who gave it.</summary>
/// <param name="Held">The reply; nothing of it has reached the client.</param>
/// <param name="By">Who gave it, and why that one was asked.</param>
public sealed record Answer(HeldReply Held, RouteCandidate By) : IAsyncDisposable
{
    /// <summary>True when a status arrived at all.</summary>
    public bool HasStatus => Held.Reply.Status > 0;

    /// <summary>
    /// True when it says itself, whole and to a client that understands it, that the request was refused. A 200 that broke off, or
    /// that is no answer at all, says nothing: passed on it would be taken for success (edge case 38).
    /// </summary>
    public bool IsRefusal => Held.Reply.Status >= 400 || (HasStatus && !Held.Failure.IsWithoutWords());

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Held.DisposeAsync();
}
