using ClaudeSidecar.Execution.Discovery;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Control;

/// <summary>Looks for the local servers, when asked to: never by itself, so that an idle machine stays idle.</summary>
/// <param name="routing">What is configured.</param>
/// <param name="finds">Where the finds are noted.</param>
/// <param name="look">Looks for one provider; null when it is none that is looked for.</param>
public sealed class LocalProbe(RoutingState routing, LocalFinds finds, Func<ProviderOptions, CancellationToken, Task<LocalOutlook?>> look)
{
    /// <summary>Probes every local provider at once; a server that has come back is used again at once.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(
        routing.Options.Current.Providers.Where(provider => provider.Local).Select(provider => RunAsync(provider, cancellationToken)));

    /// <summary>Probes one provider; nothing happens when it is none that is looked for.</summary>
    public async Task RunAsync(ProviderOptions provider, CancellationToken cancellationToken)
    {
        if (await look(provider, cancellationToken) is not { } find)
        {
            return;
        }

        finds.Note(provider.Name, find);
        if (find.Absent is null && !routing.Health.Of(provider.Name).Available)
        {
            routing.Health.Clear(provider.Name);
        }
    }
}
