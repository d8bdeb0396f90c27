using ClaudeSidecar.Context.Memory.Facts;

namespace ClaudeSidecar.Context.Memory;

/// <summary>What one message of a conversation says that is worth remembering: excerpts and hashes, never a whole file. Bounded, whatever the message holds.</summary>
/// <param name="Facts">In the order in which the message tells them.</param>
public sealed record MessageFacts(IReadOnlyList<Fact> Facts)
{
    /// <summary>Of a message that says nothing worth remembering.</summary>
    public static MessageFacts None { get; } = new([]);
}
