using System.Collections.Concurrent;

namespace ClaudeSidecar.Execution.Prewarm;

/// <summary>How warm each provider's model is: written by the <see cref="Prewarmer"/>, read by whoever shows it.</summary>
public sealed class WarmBook
{
    private readonly ConcurrentDictionary<string, WarmState> _states = new(StringComparer.Ordinal);

    /// <summary>A state has changed. Raised on any thread; handlers return at once.</summary>
    public event Action? Changed;

    /// <summary>The state; null where warming is off, or nothing was ever prepared.</summary>
    public WarmState? Of(string provider) => _states.GetValueOrDefault(provider);

    /// <summary>Notes a state; null for none.</summary>
    public void Note(string provider, WarmState? state)
    {
        if (Of(provider) == state)
        {
            return;
        }

        if (state is null)
        {
            _states.TryRemove(provider, out _);
        }
        else
        {
            _states[provider] = state;
        }

        Changed?.Invoke();
    }
}
