using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Execution.Discovery;

/// <summary>Knows where a provider's requests go and for which model. It asks the machine only when a request or a person wants to know.</summary>
internal sealed class LocalTargets
{
    // A server that was there stays for a while; one that was not may be starting right now.
    private static readonly TimeSpan FoundFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MissingFor = TimeSpan.FromSeconds(2);

    // What is far away does not change its make, and asking it costs every request a part of a second.
    private static readonly TimeSpan FarFor = TimeSpan.FromMinutes(5);

    private readonly ProviderOptions _provider;
    private readonly LocalScout _scout;
    private readonly TimeProvider _time;
    private LocalServer? _configured;
    private bool _doubted;

    /// <summary>Makes one for one provider.</summary>
    public LocalTargets(ProviderOptions provider, LocalDiscovery discovery, TimeProvider time)
    {
        (_provider, _scout, _time) = (provider, new(provider, discovery, time), time);
        _scout.Found += OnFound;
    }

    /// <summary>A search has ended: what the provider comes to.</summary>
    public event Action<LocalOutlook>? Looked;

    /// <summary>Where the last request went; null before the first one.</summary>
    public LocalTarget? Known { get; private set; }

    /// <summary>Where to send; without a target the words say why.</summary>
    public async Task<(LocalTarget? Target, string Problem)> ResolveAsync(CancellationToken cancellationToken)
    {
        // A cloud that stands in for Anthropic takes Anthropic's names of models, and puts one of its own in their place.
        var unnamed = _provider is { Local: false, Dialect: Dialect.Anthropic } ? "" : null;
        if (!_provider.Discovered && (_provider.Model ?? unnamed) is { } named)
        {
            return (Known = await FixedAsync(named, cancellationToken), "");
        }

        var outlook = LocalOutlook.Of(_provider, await _scout.LookAsync(Freshness, cancellationToken), Known?.Model);
        _doubted = false;
        if (outlook is { Server: { } server, Model: { } model })
        {
            return (Known = TargetOf(server, model), "");
        }

        return (null, outlook.Server is null
            ? $"No local model server was found: {outlook.Absent}. Start one, or name it in sidecar.json."
            : $"The local model server has no model that can chat: {outlook.Absent}. Load one, or name it in sidecar.json.");
    }

    /// <summary>Searches, unless that was done a moment ago, and says what the provider comes to.</summary>
    public async Task<LocalOutlook> LookAsync(CancellationToken cancellationToken) =>
        LocalOutlook.Of(_provider, await _scout.LookAsync(TimeSpan.Zero, cancellationToken), Known?.Model);

    /// <summary>The models of the server, for a sentence about one that is missing; empty when it does not tell.</summary>
    public async Task<IReadOnlyList<string>> ModelsAsync(CancellationToken cancellationToken)
    {
        var report = await _scout.LookAsync(FoundFor, cancellationToken);
        return report.Servers.Count == 0 ? [] : [.. report.Servers[0].Models.Select(model => model.Id)];
    }

    /// <summary>Doubts what was found: it did not hold.</summary>
    public void Forget() => _doubted = true;

    private TimeSpan Freshness => _doubted || _scout.Last is not { } last ? TimeSpan.Zero
        : !_provider.Local && !_provider.BaseUrl.IsLoopback ? FarFor
        : last.Servers.Count > 0 ? FoundFor : MissingFor;

    // Address and model are the user's. The make still decides how the server is spoken to; where it cannot be found out in time, the
    // request goes out in the dialect that all servers have, and itself will tell what is wrong.
    private async Task<LocalTarget> FixedAsync(string model, CancellationToken cancellationToken)
    {
        if (ServerKind.OfHost(_provider.BaseUrl) is { } cloud)
        {
            return new LocalTarget(_provider.BaseUrl, model, _provider.ContextWindow, cloud);
        }

        var search = _scout.LookAsync(Freshness, cancellationToken);
        _doubted = false;
        if (_configured is null && !search.IsCompleted)
        {
            // A make that is known does not change from one request to the next: only the first one waits.
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(search, Task.Delay(LocalDiscovery.ProbeLimit, _time, limit.Token));
            await limit.CancelAsync();
        }

        cancellationToken.ThrowIfCancellationRequested();
        return _configured is { } server
            ? TargetOf(server, server.Find(model) ?? new LocalModel(model, null))
            : new LocalTarget(_provider.BaseUrl, model, _provider.ContextWindow, ServerKind.Other);
    }

    private LocalTarget TargetOf(LocalServer server, LocalModel model) =>
        new(server.BaseUrl, model.Id, ModelWindow.IsSetByUs(_provider, server.Kind) ? _provider.ContextWindow ?? model.ContextLength : ModelWindow.Of(_provider, server.Kind, model), server.Kind)
        {
            Details = model,
        };

    private void OnFound(DiscoveryReport report)
    {
        // One that does not answer just now is still of the make that it was.
        _configured = report.Servers.FirstOrDefault(server => server.BaseUrl == _provider.BaseUrl) ?? _configured;
        Looked?.Invoke(LocalOutlook.Of(_provider, report, Known?.Model));
    }
}
