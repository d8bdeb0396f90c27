namespace ClaudeSidecar.Context.Tokens;

/// <summary>
/// Counts by the hash of what was counted, in a table of a fixed size: where it is full, what was not asked for the longest gives way.
/// Safe for use by many threads.
/// </summary>
internal sealed class CountTable
{
    /// <summary>The most counts that it holds, in one megabyte: sixty sessions of five hundred blocks.</summary>
    public const int Most = Sets * Ways;

    private const int Sets = 1 << 12;
    private const int Ways = 8;

    private readonly Lock _lock = new();
    private readonly Entry[] _entries = new Entry[Most];

    /// <summary>True where the count is known.</summary>
    public bool TryGet(UInt128 hash, out int count)
    {
        var set = SetOf(hash);
        lock (_lock)
        {
            for (var i = 0; i < set.Length; i++)
            {
                if (set[i].Hash == hash)
                {
                    count = set[i].Count;
                    PutFirst(set[..(i + 1)], set[i]);
                    return true;
                }
            }
        }

        count = 0;
        return false;
    }

    /// <summary>Keeps a count.</summary>
    public void Keep(UInt128 hash, int count)
    {
        lock (_lock)
        {
            PutFirst(SetOf(hash), new(hash, count));
        }
    }

    // Each set is in the order in which its counts were asked for.
    private static void PutFirst(Span<Entry> set, Entry entry)
    {
        set[..^1].CopyTo(set[1..]);
        set[0] = entry;
    }

    private Span<Entry> SetOf(UInt128 hash) => _entries.AsSpan((int)((ulong)hash % Sets) * Ways, Ways);

    private readonly record struct Entry(UInt128 Hash, int Count);
}
