using ClaudeSidecar.Context.Tokens;

namespace ClaudeSidecar.Context.Conversation;

/// <summary>A hash by which a message that was met before is known again: <see cref="BlockHash"/> over several pieces, their order included.</summary>
internal static class ContentHash
{
    private const ulong Prime = 0x9E37_79B9_7F4A_7C15;

    /// <summary>The hash of some bytes, going on from another.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes, ulong state = 0) => (ulong)BlockHash.Of(bytes) ^ (state * Prime);
}
