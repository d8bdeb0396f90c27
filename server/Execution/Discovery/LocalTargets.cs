using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Execution.Discovery;

/// <summary>Knows where a provider's requests go and for which model; asks the machine only when the configuration does not say it.</summary>
internal sealed class LocalTargets(ProviderOptions provider, LocalDiscovery discovery, TimeProvider time)
{
    // A server that was there stays for a while; one that was not may be starting right now.
    private static readonly TimeSpan FoundFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MissingFor = TimeSpan.FromSeconds(2);

    // What is far away does not change its make, and asking it costs every request a part of a second.
    private static readonly TimeSpan FarFor = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private DiscoveryReport? _report;
    private DateTimeOffset _until;

    /// <summary>Where to send; without a target the words say why.</summary>
    public async Task<(LocalTarget? Target, string Problem)> ResolveAsync(CancellationToken cancellationToken)
    {
        // A cloud that stands in for Anthropic takes Anthropic's names of models, and puts one of its own in their place.
        var unnamed = provider is { Local: false, Dialect: Dialect.Anthropic } ? "" : null;
        if (!provider.Discovered && (provider.Model ?? unnamed) is { } named)
        {
            return (Known = await FixedAsync(named, cancellationToken), "");
        }

        var report = await ReportAsync(cancellationToken);
        foreach (var server in report.Servers)
        {
            var model = provider.Model is { } wanted ? server.Models.FirstOrDefault(known => known.Id == wanted) ?? new LocalModel(wanted, null) : server.FirstUsable;
            if (model is not null)
            {
                return (Known = new LocalTarget(server.BaseUrl, model.Id, provider.ContextWindow ?? model.ContextLength, ServerKind.Of(server.Kind)), "");
            }
        }

        return (null, report.Servers.Count == 0
            ? $"No local model server was found: {report.Summary}. Start one, or name it in sidecar.json."
            : $"The local model server has no model that can chat: {report.Summary}. Load one, or name it in sidecar.json.");
    }

    /// <summary>Where the last request went; null before the first one.</summary>
    public LocalTarget? Known { get; private set; }

    /// <summary>The models of the server, for a sentence about one that is missing; empty when it does not tell.</summary>
    public async Task<IReadOnlyList<string>> ModelsAsync(CancellationToken cancellationToken)
    {
        var report = await discovery.FindAsync(provider, cancellationToken);
        return report.Servers.Count == 0 ? [] : [.. report.Servers[0].Models.Select(model => model.Id)];
    }

    /// <summary>Forgets what was found: it did not hold.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _report = null;
        }
    }

    // Address and model are the user's. The make still decides how the server is spoken to; where it cannot be found out, the request
    // itself will tell what is wrong.
    private async Task<LocalTarget> FixedAsync(string model, CancellationToken cancellationToken)
    {
        if (ServerKind.OfHost(provider.BaseUrl) is { } cloud)
        {
            return new LocalTarget(provider.BaseUrl, model, provider.ContextWindow, cloud);
        }

        var server = (await ReportAsync(cancellationToken)).Servers.FirstOrDefault(server => server.BaseUrl == provider.BaseUrl);
        var known = server?.Models.FirstOrDefault(known => known.Id == model);
        return new LocalTarget(provider.BaseUrl, model, provider.ContextWindow ?? known?.ContextLength, server is null ? ServerKind.Other : ServerKind.Of(server.Kind));
    }

    private async Task<DiscoveryReport> ReportAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_report is { } known && time.GetUtcNow() < _until)
            {
                return known;
            }
        }

        var report = await discovery.FindAsync(provider, cancellationToken);
        lock (_lock)
        {
            _report = report;
            _until = time.GetUtcNow() + (!provider.Local && !provider.BaseUrl.IsLoopback ? FarFor : report.Servers.Count > 0 ? FoundFor : MissingFor);
        }

        return report;
    }
}

/// <summary>Where one request goes.</summary>
/// <param name="BaseUrl">The server.</param>
/// <param name="Model">The model to ask for; empty for the one that the client asks for.</param>
/// <param name="Window">Its window in tokens; null = not known.</param>
/// <param name="Kind">The server's make.</param>
internal sealed record LocalTarget(Uri BaseUrl, string Model, int? Window, ServerKind Kind);
