namespace ClaudeSidecar.Execution.Families;

/// <summary>
/// Reasoning that was kept from the client, for models that need their own back (<see cref="ModelFamily.ReasoningBack"/>): known by
/// the ids of the calls that it led to. In memory only, bounded, forgotten after a while.
/// </summary>
/// <param name="time">The clock of forgetting.</param>
public sealed class ReasoningBook(TimeProvider time)
{
    /// <summary>How long an entry is kept after it was noted.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(6);

    /// <summary>Characters kept in all; the oldest entries go first.</summary>
    public const int MostCharacters = 8 << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly Queue<Entry> _order = new();
    private long _characters;

    /// <summary>Keeps the reasoning of one answer.</summary>
    /// <param name="callIds">The ids under which the client got the answer's calls; without any there is nothing to find it by.</param>
    /// <param name="text">The reasoning; blank text and text beyond a quarter of the book are not kept.</param>
    public void Note(IReadOnlyList<string> callIds, string text)
    {
        if (callIds.Count == 0 || string.IsNullOrWhiteSpace(text) || text.Length > MostCharacters / 4)
        {
            return;
        }

        var entry = new Entry([.. callIds], text, time.GetUtcNow() + KeptFor);
        lock (_lock)
        {
            foreach (var id in entry.Ids)
            {
                _entries[id] = entry;
            }

            _order.Enqueue(entry);
            _characters += text.Length;
            Forget_NeedsLock();
        }
    }

    /// <summary>The reasoning that led to a call; null when it is not, or no longer, known.</summary>
    public string? Find(string callId)
    {
        lock (_lock)
        {
            Forget_NeedsLock();
            return _entries.GetValueOrDefault(callId)?.Text;
        }
    }

    private void Forget_NeedsLock()
    {
        var now = time.GetUtcNow();
        while (_order.TryPeek(out var oldest) && (_characters > MostCharacters || oldest.Until <= now))
        {
            _order.Dequeue();
            _characters -= oldest.Text.Length;
            foreach (var id in oldest.Ids)
            {
                // The id may have been noted again since.
                if (_entries.TryGetValue(id, out var current) && ReferenceEquals(current, oldest))
                {
                    _entries.Remove(id);
                }
            }
        }
    }

    private sealed record Entry(string[] Ids, string Text, DateTimeOffset Until);
}
