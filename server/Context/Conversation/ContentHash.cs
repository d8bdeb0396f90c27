using System.Buffers.Binary;

namespace ClaudeSidecar.Context.Conversation;

/// <summary>
/// A 64-bit hash by which a message that was met before is known again: sixteen bytes a multiplication, so that a whole request costs
/// less than reading it. The feed has no library for it. It keeps out chance, not an adversary; its seed is another in each process.
/// </summary>
internal static class ContentHash
{
    private const ulong Prime = 0x9E37_79B9_7F4A_7C15;
    private static readonly ulong Seed = (ulong)Random.Shared.NextInt64();

    /// <summary>The hash of some bytes, going on from another.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes, ulong state = 0)
    {
        var hash = state ^ Seed ^ ((ulong)bytes.Length * Prime);
        while (bytes.Length >= 16)
        {
            hash = Fold(BinaryPrimitives.ReadUInt64LittleEndian(bytes) ^ hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]) ^ Prime);
            bytes = bytes[16..];
        }

        Span<byte> rest = stackalloc byte[16];
        rest.Clear();
        bytes.CopyTo(rest);
        return Fold(BinaryPrimitives.ReadUInt64LittleEndian(rest) ^ hash, BinaryPrimitives.ReadUInt64LittleEndian(rest[8..]) ^ Prime);
    }

    private static ulong Fold(ulong left, ulong right) => Math.BigMul(left, right, out var low) ^ low;
}
