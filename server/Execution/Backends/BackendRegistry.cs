using System.Collections.Frozen;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>Who can be asked, by name. Rebuilt when the configuration changes; requests under way keep the backend that they have.</summary>
/// <param name="create">Makes a provider's backend.</param>
public sealed class BackendRegistry(Func<ProviderOptions, SidecarOptions, IBackend> create)
{
    private FrozenDictionary<string, Entry> _backends = FrozenDictionary<string, Entry>.Empty;

    /// <summary>The backend of that name; null when there is none.</summary>
    public IBackend? Find(string name) => _backends.TryGetValue(name, out var entry) ? entry.Backend : null;

    /// <summary>
    /// Takes a configuration over: a backend is kept, and with it its connections, while nothing that it was made of has changed. One
    /// that is replaced is not disposed: answers under way still read from its connections, which close by themselves when they are idle.
    /// </summary>
    public void Apply(SidecarOptions options)
    {
        var before = _backends;
        _backends = options.Providers.ToFrozenDictionary(
            provider => provider.Name,
            provider => before.TryGetValue(provider.Name, out var entry) && entry.IsMadeOf(provider, options)
                ? entry
                : new(provider, options.Local, options.Context, create(provider, options)));
    }

    private sealed record Entry(ProviderOptions Provider, LocalOptions Local, ContextOptions Context, IBackend Backend)
    {
        public bool IsMadeOf(ProviderOptions provider, SidecarOptions options) => Provider == provider && Local == options.Local && Context == options.Context;
    }
}
