using ClaudeSidecar.Decision;
using ClaudeSidecar.Execution.Relay;

namespace ClaudeSidecar.Gateway;

/// <summary>A reply, and who gave it.</summary>
/// <param name="Held">The reply; nothing of it has reached the client.</param>
/// <param name="By">Who gave it, and why that one was asked.</param>
public sealed record Answer(HeldReply Held, RouteCandidate By) : IAsyncDisposable
{
    /// <summary>True when a status arrived at all.</summary>
    public bool HasStatus => Held.Reply.Status > 0;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Held.DisposeAsync();
}
