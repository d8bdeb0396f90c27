using System.Buffers;

namespace ClaudeSidecar.Context.Tokens;

/// <summary>Merges the bytes of a long piece: the lowest pair comes from a heap, so that a run of a million letters is no harder than a text.</summary>
internal static class LongMerge
{
    private const int Gone = -1;

    /// <summary>The tokens of a piece; adds them to <paramref name="ids"/>.</summary>
    /// <param name="vocabulary">Whose.</param>
    /// <param name="piece">At least two bytes.</param>
    /// <param name="ids">Null where only their number matters.</param>
    public static int Encode(Vocabulary vocabulary, ReadOnlySpan<byte> piece, List<int>? ids)
    {
        var numbers = ArrayPool<int>.Shared.Rent(3 * piece.Length);
        var entries = ArrayPool<ulong>.Shared.Rent(MergeHeap.MostFor(piece.Length));
        try
        {
            var parts = new Parts(vocabulary, piece, numbers, entries);
            return parts.Merge(ids);
        }
        finally
        {
            ArrayPool<int>.Shared.Return(numbers);
            ArrayPool<ulong>.Shared.Return(entries);
        }
    }

    // A chain of parts, each known by where it begins, and a heap of what each makes with the next one. An entry of the heap that has
    // been overtaken is dropped when it comes up.
    private ref struct Parts
    {
        private readonly Vocabulary _vocabulary;
        private readonly ReadOnlySpan<byte> _piece;
        private readonly Span<int> _next;
        private readonly Span<int> _previous;
        private readonly Span<int> _merged;
        private MergeHeap _heap;

        public Parts(Vocabulary vocabulary, ReadOnlySpan<byte> piece, Span<int> numbers, Span<ulong> entries)
        {
            var length = piece.Length;
            _vocabulary = vocabulary;
            _piece = piece;
            _next = numbers[..length];
            _previous = numbers[length..(2 * length)];
            _merged = numbers[(2 * length)..(3 * length)];
            var count = 0;
            for (var i = 0; i < length; i++)
            {
                _next[i] = i + 1;
                _previous[i] = i - 1;
                _merged[i] = i + 1 < length ? vocabulary.Pair(piece[i], piece[i + 1]) : Vocabulary.None;
                if (_merged[i] != Vocabulary.None)
                {
                    entries[count++] = MergeHeap.Entry(_merged[i], i);
                }
            }

            _heap = new(entries, count);
        }

        public int Merge(List<int>? ids)
        {
            while (_heap.TryTake(out var token, out var at))
            {
                if (_merged[at] == token)
                {
                    Join(at);
                }
            }

            var count = 0;
            for (var at = 0; at < _piece.Length; at = _next[at])
            {
                ids?.Add(_vocabulary.Find(_piece[at.._next[at]]));
                count++;
            }

            return count;
        }

        private void Join(int at)
        {
            var taken = _next[at];
            var next = _next[taken];
            _next[at] = next;
            _merged[taken] = Gone;
            if (next < _piece.Length)
            {
                _previous[next] = at;
            }

            Look(at);
            if (_previous[at] >= 0)
            {
                Look(_previous[at]);
            }
        }

        private void Look(int at)
        {
            var next = _next[at];
            _merged[at] = next < _piece.Length ? _vocabulary.Find(_piece[at.._next[next]]) : Vocabulary.None;
            if (_merged[at] != Vocabulary.None)
            {
                _heap.Add(_merged[at], at);
            }
        }
    }
}
