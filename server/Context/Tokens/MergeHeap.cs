namespace ClaudeSidecar.Context.Tokens;

/// <summary>Pairs that may be merged: the lowest token comes first, and of equal ones the first in the text.</summary>
internal ref struct MergeHeap
{
    private readonly Span<ulong> _entries;
    private int _count;

    /// <summary>Makes one of entries in any order.</summary>
    /// <param name="entries">As long as <see cref="MostFor"/> says.</param>
    /// <param name="count">How many there are already.</param>
    public MergeHeap(Span<ulong> entries, int count)
    {
        _entries = entries;
        _count = count;
        for (var i = (count / 2) - 1; i >= 0; i--)
        {
            Sink(i, entries[i]);
        }
    }

    /// <summary>The most entries that a piece of so many bytes needs: each merge takes one out and adds two, and each leaves one part fewer.</summary>
    public static int MostFor(int bytes) => 2 * bytes;

    /// <summary>An entry.</summary>
    /// <param name="token">What the pair makes.</param>
    /// <param name="at">Where it begins.</param>
    public static ulong Entry(int token, int at) => ((ulong)(uint)token << 32) | (uint)at;

    /// <summary>Adds a pair.</summary>
    public void Add(int token, int at)
    {
        var entry = Entry(token, at);
        var i = _count++;
        while (i > 0 && _entries[(i - 1) / 2] is var parent && parent > entry)
        {
            _entries[i] = parent;
            i = (i - 1) / 2;
        }

        _entries[i] = entry;
    }

    /// <summary>Takes the first pair out; false when there is none.</summary>
    public bool TryTake(out int token, out int at)
    {
        if (_count == 0)
        {
            (token, at) = (0, 0);
            return false;
        }

        (token, at) = ((int)(_entries[0] >> 32), (int)(uint)_entries[0]);
        _count--;
        Sink(0, _entries[_count]);
        return true;
    }

    private readonly void Sink(int i, ulong entry)
    {
        while ((2 * i) + 1 is var child && child < _count)
        {
            child += child + 1 < _count && _entries[child + 1] < _entries[child] ? 1 : 0;
            if (_entries[child] >= entry)
            {
                break;
            }

            _entries[i] = _entries[child];
            i = child;
        }

        _entries[i] = entry;
    }
}
