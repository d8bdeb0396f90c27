namespace ClaudeSidecar.Decision;

/// <summary>Where each session is. Bounded: the one unseen for longest is forgotten first.</summary>
public sealed class SessionBoard(TimeProvider time)
{
    /// <summary>So many sessions are remembered.</summary>
    public const int Capacity = 1000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, SessionEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>Where a session is; null when it has not been seen.</summary>
    public SessionPlace? Place(string? key)
    {
        lock (_lock)
        {
            return key is not null && _entries.TryGetValue(key, out var entry) ? entry.Place : null;
        }
    }

    /// <summary>Notes an answered request.</summary>
    /// <param name="key">The session, or one agent of it.</param>
    /// <param name="folder">The folder it works in; null when not known.</param>
    /// <param name="candidate">Who answered, and why.</param>
    /// <param name="moves">False for auxiliary requests: they are counted, but do not move the session.</param>
    /// <returns>The place that it left; null when it stayed, or is new.</returns>
    public SessionPlace? Answered(string key, string? folder, RouteCandidate candidate, bool moves)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var before = _entries.GetValueOrDefault(key);
            var place = before?.Place;
            if (moves && place?.Provider != candidate.Provider)
            {
                place = new(candidate.Provider, now, candidate.Reason, candidate.Until);
            }

            _entries[key] = new(key, folder ?? before?.Folder, place, (before?.Requests ?? 0) + 1, now);
            if (_entries.Count > Capacity)
            {
                _entries.Remove(_entries.Values.MinBy(entry => entry.LastSeenAt)!.Key);
            }

            return before?.Place is { } left && left.Provider != place?.Provider ? left : null;
        }
    }

    /// <summary>All of them, the latest first.</summary>
    public IReadOnlyList<SessionEntry> All()
    {
        lock (_lock)
        {
            return [.. _entries.Values.OrderByDescending(entry => entry.LastSeenAt)];
        }
    }
}

/// <summary>One session as remembered.</summary>
/// <param name="Key">The session's id, or <c>session/agent</c>.</param>
/// <param name="Folder">The folder it works in; null when not known.</param>
/// <param name="Place">Where it is; null before its first turn.</param>
/// <param name="Requests">Requests answered.</param>
/// <param name="LastSeenAt">When it was seen last.</param>
public sealed record SessionEntry(string Key, string? Folder, SessionPlace? Place, long Requests, DateTimeOffset LastSeenAt);
