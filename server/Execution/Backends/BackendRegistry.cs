using System.Collections.Frozen;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>Who can be asked, by name. Rebuilt when the configuration changes; requests under way keep the backend that they have.</summary>
/// <param name="create">Makes a provider's backend.</param>
public sealed class BackendRegistry(Func<ProviderOptions, SidecarOptions, IBackend> create)
{
    private FrozenDictionary<string, (ProviderOptions Options, IBackend Backend)> _backends =
        FrozenDictionary<string, (ProviderOptions, IBackend)>.Empty;

    /// <summary>The backend of that name; null when there is none.</summary>
    public IBackend? Find(string name) => _backends.TryGetValue(name, out var entry) ? entry.Backend : null;

    /// <summary>Takes a configuration over: providers that did not change keep their backend, and with it their connections.</summary>
    public void Apply(SidecarOptions options)
    {
        var before = _backends;
        _backends = options.Providers.ToFrozenDictionary(
            provider => provider.Name,
            provider => before.TryGetValue(provider.Name, out var entry) && entry.Options == provider ? entry : (provider, create(provider, options)));
    }
}
