using System.Collections.Concurrent;
using ClaudeSidecar.Execution.Discovery;

namespace ClaudeSidecar.Control;

/// <summary>What the last search for each model server found, whoever caused it: a request, an editor, or the command line.</summary>
public sealed class LocalFinds
{
    private readonly ConcurrentDictionary<string, LocalOutlook> _finds = new(StringComparer.Ordinal);

    /// <summary>A search found something else than the one before.</summary>
    public event Action? Changed;

    /// <summary>The last find; null before the first search.</summary>
    public LocalOutlook? Of(string provider) => _finds.GetValueOrDefault(provider);

    /// <summary>Notes a find.</summary>
    public void Note(string provider, LocalOutlook find)
    {
        var before = Of(provider);
        _finds[provider] = find;
        if (before?.SameAs(find) != true)
        {
            Changed?.Invoke();
        }
    }
}
