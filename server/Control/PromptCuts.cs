using System.Collections.Concurrent;
using ClaudeSidecar.Execution.Backends;

namespace ClaudeSidecar.Control;

/// <summary>
/// Which providers' servers drop the beginning of prompts without a word: known only from what they count. It lasts until the model has
/// read a longer prompt as a whole, or another one answers: a short prompt, which fits any window, says nothing.
/// </summary>
public sealed class PromptCuts
{
    private readonly ConcurrentDictionary<string, PromptReading> _cuts = new(StringComparer.Ordinal);

    /// <summary>The beginning or the end of such an episode: the provider's name, and the first cut, or null.</summary>
    public event Action<string, PromptReading?>? Changed;

    /// <summary>The last cut; null where nothing is wrong.</summary>
    public PromptReading? Of(string provider) => _cuts.GetValueOrDefault(provider);

    /// <summary>Notes what a model has read.</summary>
    public void Note(string provider, PromptReading reading)
    {
        var before = Of(provider);
        var isAnother = before?.Model != reading.Model;
        if (reading.IsCut)
        {
            _cuts[provider] = reading;
            if (isAnother)
            {
                Changed?.Invoke(provider, reading);
            }
        }
        else if (before is not null && (isAnother || reading.Read > before.Read) && _cuts.TryRemove(provider, out _))
        {
            Changed?.Invoke(provider, null);
        }
    }
}
