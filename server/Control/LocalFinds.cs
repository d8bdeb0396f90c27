using System.Collections.Concurrent;

namespace ClaudeSidecar.Control;

/// <summary>What the last probe of each local server found.</summary>
public sealed class LocalFinds
{
    private readonly ConcurrentDictionary<string, LocalFind> _finds = new(StringComparer.Ordinal);

    /// <summary>A probe found something else than the one before.</summary>
    public event Action? Changed;

    /// <summary>The last find; null before the first probe.</summary>
    public LocalFind? Of(string provider) => _finds.GetValueOrDefault(provider);

    /// <summary>Notes a find.</summary>
    public void Note(string provider, LocalFind find)
    {
        var before = Of(provider);
        _finds[provider] = find;
        if (before != find)
        {
            Changed?.Invoke();
        }
    }
}

/// <summary>What a probe found: a model, or a sentence that says what was asked and how it answered.</summary>
/// <param name="Model">The model that would answer; null when nothing was found.</param>
/// <param name="ContextWindow">Its window in tokens; null when the server did not tell.</param>
/// <param name="Absent">Why nothing was found; null when something was.</param>
public sealed record LocalFind(string? Model, int? ContextWindow, string? Absent);
