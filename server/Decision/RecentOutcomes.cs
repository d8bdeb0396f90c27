namespace ClaudeSidecar.Decision;

/// <summary>How the tries of the last half minute went, second by second: faults that come between successes are seen too.</summary>
internal sealed class RecentOutcomes
{
    private const int Seconds = 30;
    private const int LeastTries = 10;
    private const double BadShare = 0.15;

    private readonly (long Second, int Tries, int Faults)[] _buckets = new (long, int, int)[Seconds];

    /// <summary>Forgets all of them.</summary>
    public void Clear() => Array.Clear(_buckets);

    /// <summary>Takes one in.</summary>
    public void Add(bool failed, DateTimeOffset now)
    {
        var second = now.ToUnixTimeSeconds();
        ref var bucket = ref _buckets[second % Seconds];
        if (bucket.Second != second)
        {
            bucket = (second, 0, 0);
        }

        bucket.Tries++;
        bucket.Faults += failed ? 1 : 0;
    }

    /// <summary>True when there were enough of them, and 15 % or more failed.</summary>
    public bool IsBad(DateTimeOffset now)
    {
        var (oldest, tries, faults) = (now.ToUnixTimeSeconds() - Seconds, 0, 0);
        foreach (var bucket in _buckets)
        {
            if (bucket.Second > oldest)
            {
                tries += bucket.Tries;
                faults += bucket.Faults;
            }
        }

        return tries >= LeastTries && faults >= tries * BadShare;
    }
}
