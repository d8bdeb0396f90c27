using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Execution.Discovery;

/// <summary>
/// Searches for one provider and remembers what it found. It never searches by itself, never twice within
/// <see cref="Gentle"/>, and those who ask at the same time share one search.
/// </summary>
internal sealed class LocalScout(ProviderOptions provider, LocalDiscovery discovery, TimeProvider time)
{
    /// <summary>The shortest time between two searches: a server that is asked oftener is disturbed (local-servers 3.4).</summary>
    public static readonly TimeSpan Gentle = TimeSpan.FromSeconds(1.5);

    private readonly Lock _lock = new();
    private Task<DiscoveryReport>? _running;
    private DateTimeOffset _at;

    /// <summary>A search has ended.</summary>
    public event Action<DiscoveryReport>? Found;

    /// <summary>What the last search found; null before the first.</summary>
    public DiscoveryReport? Last { get; private set; }

    /// <summary>How long ago the last search ended.</summary>
    public TimeSpan Age => time.GetUtcNow() - _at;

    /// <summary>What the last search found, or a new one when that is older.</summary>
    /// <param name="age">The oldest that will do; less than <see cref="Gentle"/> counts as that.</param>
    /// <param name="cancellationToken">Stops the waiting; a search that has begun goes on, for others may wait for it.</param>
    public Task<DiscoveryReport> LookAsync(TimeSpan age, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (Last is { } known && Age < (age > Gentle ? age : Gentle))
            {
                return Task.FromResult(known);
            }

            return (_running ??= SearchAsync()).WaitAsync(cancellationToken);
        }
    }

    private async Task<DiscoveryReport> SearchAsync()
    {
        // Not under the lock of the one who asked first.
        await Task.Yield();
        try
        {
            var report = await discovery.FindAsync(provider, CancellationToken.None);
            lock (_lock)
            {
                (Last, _at) = (report, time.GetUtcNow());
            }

            Found?.Invoke(report);
            return report;
        }
        finally
        {
            lock (_lock)
            {
                _running = null;
            }
        }
    }
}
