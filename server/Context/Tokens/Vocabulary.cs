using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ClaudeSidecar.Context.Tokens;

/// <summary>
/// The tokens of an encoding by their bytes. Holds them in one block, and a table of numbers over it: two hundred thousand strings would
/// be ten times the memory, and slower to make than to read.
/// </summary>
internal sealed class Vocabulary
{
    /// <summary>Stands for no token: greater than any id.</summary>
    public const int None = int.MaxValue;

    /// <summary>The most tokens that one may have.</summary>
    public const int Most = (1 << IdBits) - 2;

    // An entry of the table holds an id, one higher, and above it some bits of the hash: most that differ need no look at the bytes.
    private const int IdBits = 20;
    private const int MarkBits = 21;

    private readonly byte[] _bytes;
    private readonly int[] _starts;
    private readonly uint[] _table;
    private readonly int[] _pairs = new int[1 << 16];

    // A bit for each of the many hashes that tokens do not have: most lookups are of bytes that make none, and end here, in memory that
    // stays close to the processor.
    private readonly ulong[] _taken = new ulong[1 << (MarkBits - 6)];
    private readonly int _shift;

    /// <summary>Makes one.</summary>
    /// <param name="bytes">The bytes of all tokens, by id.</param>
    /// <param name="starts">Where each begins, and at the end where the last one ends.</param>
    public Vocabulary(byte[] bytes, int[] starts)
    {
        (_bytes, _starts) = (bytes, starts);
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(2 * Count, 16));
        _shift = 64 - BitOperations.Log2((uint)size);
        _table = new uint[size];
        Array.Fill(_pairs, None);
        for (var id = 0; id < Count; id++)
        {
            Add(id);
        }
    }

    /// <summary>How many there are: ids are 0 to one less.</summary>
    public int Count => _starts.Length - 1;

    /// <summary>The bytes of a token.</summary>
    public ReadOnlySpan<byte> Bytes(int id) => _bytes.AsSpan(_starts[id].._starts[id + 1]);

    /// <summary>The token of two bytes; <see cref="None"/> where there is none.</summary>
    public int Pair(byte first, byte second) => _pairs[(first << 8) | second];

    /// <summary>The token of these bytes; <see cref="None"/> where there is none.</summary>
    /// <param name="bytes">At least one.</param>
    public int Find(ReadOnlySpan<byte> bytes)
    {
        var hash = Hash(bytes);
        if ((_taken[(hash >> (64 - MarkBits)) >> 6] & (1UL << (int)(hash >> (64 - MarkBits)))) == 0)
        {
            return None;
        }

        var mark = (uint)hash << IdBits;
        for (var slot = (int)(hash >> _shift); _table[slot] is var entry and not 0; slot = (slot + 1) & (_table.Length - 1))
        {
            const uint Id = (1u << IdBits) - 1;
            if ((entry & ~Id) == mark && Bytes((int)(entry & Id) - 1).SequenceEqual(bytes))
            {
                return (int)(entry & Id) - 1;
            }
        }

        return None;
    }

    private void Add(int id)
    {
        var bytes = Bytes(id);
        var hash = Hash(bytes);
        var slot = (int)(hash >> _shift);
        while (_table[slot] != 0)
        {
            slot = (slot + 1) & (_table.Length - 1);
        }

        _table[slot] = ((uint)hash << IdBits) | (uint)(id + 1);
        _taken[(hash >> (64 - MarkBits)) >> 6] |= 1UL << (int)(hash >> (64 - MarkBits));
        if (bytes.Length == 2)
        {
            _pairs[(bytes[0] << 8) | bytes[1]] = id;
        }
    }

    // The upper bits choose the slot, the lower ones are kept in it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        const ulong First = 0x9E37_79B9_7F4A_7C15, Second = 0xD6E8_FEB8_6659_FD93;
        var length = bytes.Length;
        var hash = (ulong)length * Second;
        while (bytes.Length > 8)
        {
            hash = (hash ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes)) * First;
            hash ^= hash >> 32;
            bytes = bytes[8..];
        }

        hash = (hash ^ Last(bytes)) * First;
        hash = (hash ^ (hash >> 32)) * Second;
        return hash ^ (hash >> 29);
    }

    // One to eight bytes as a number; with the length beside it no two are alike.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Last(ReadOnlySpan<byte> bytes)
    {
        ref var first = ref MemoryMarshal.GetReference(bytes);
        return bytes.Length switch
        {
            8 => Unsafe.ReadUnaligned<ulong>(ref first),
            >= 4 => Unsafe.ReadUnaligned<uint>(ref first) | ((ulong)Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref first, bytes.Length - 4)) << 32),
            _ => first | ((ulong)Unsafe.Add(ref first, bytes.Length / 2) << 8) | ((ulong)Unsafe.Add(ref first, bytes.Length - 1) << 16),
        };
    }
}
