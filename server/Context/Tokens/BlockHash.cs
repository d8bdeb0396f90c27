using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ClaudeSidecar.Context.Tokens;

/// <summary>
/// 128 bits that stand for some bytes within this process: MurmurHash3 for 64-bit machines. It runs at the speed of memory, and guards
/// against chance, not against somebody who looks for two contents with one hash: they would only miscount their own conversation.
/// </summary>
internal static class BlockHash
{
    private const ulong First = 0x87C3_7B91_1142_53D5;
    private const ulong Second = 0x4CF5_AD43_2745_937F;

    /// <summary>The hash of some bytes.</summary>
    public static UInt128 Of(ReadOnlySpan<byte> bytes)
    {
        ulong low = 0, high = 0;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes[..(bytes.Length & ~15)]);
        for (var i = 0; i + 1 < words.Length; i += 2)
        {
            low ^= Low(words[i]);
            low = ((BitOperations.RotateLeft(low, 27) + high) * 5) + 0x52DC_E729;
            high ^= High(words[i + 1]);
            high = ((BitOperations.RotateLeft(high, 31) + low) * 5) + 0x3849_5AB5;
        }

        Span<byte> rest = stackalloc byte[16];
        rest.Clear();
        bytes[(bytes.Length & ~15)..].CopyTo(rest);
        low ^= Low(BinaryPrimitives.ReadUInt64LittleEndian(rest)) ^ (ulong)bytes.Length;
        high ^= High(BinaryPrimitives.ReadUInt64LittleEndian(rest[8..])) ^ (ulong)bytes.Length;
        low += high;
        high += low;
        low = Mixed(low);
        high = Mixed(high);
        low += high;
        return new(high + low, low);
    }

    private static ulong Low(ulong word) => BitOperations.RotateLeft(word * First, 31) * Second;

    private static ulong High(ulong word) => BitOperations.RotateLeft(word * Second, 33) * First;

    private static ulong Mixed(ulong bits)
    {
        bits = (bits ^ (bits >> 33)) * 0xFF51_AFD7_ED55_8CCD;
        bits = (bits ^ (bits >> 33)) * 0xC4CE_B9FE_1A85_EC53;
        return bits ^ (bits >> 33);
    }
}
