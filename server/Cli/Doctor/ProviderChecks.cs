using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Execution.Discovery;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Cli.Doctor;

/// <summary>Whether each provider can be reached. No credential is sent, and nothing is asked of a model.</summary>
internal static class ProviderChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    // A first request is about 100 KB of tools and system text, and the answer needs room (design 9).
    private const int SmallWindow = 32768;

    public static async Task<IReadOnlyList<Finding>> RunAsync(SidecarOptions options, CancellationToken cancellation)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = Patience }) { Timeout = Patience };
        return await Task.WhenAll(options.Providers.Select(provider => provider.Local ? LocalAsync(provider, cancellation) : RemoteAsync(client, provider, cancellation)));
    }

    private static async Task<Finding> RemoteAsync(HttpClient client, ProviderOptions provider, CancellationToken cancellation)
    {
        var subject = $"provider {provider.Name}";
        try
        {
            // Any answer at all will do: what is asked is only whether somebody listens there.
            using var request = new HttpRequestMessage(HttpMethod.Get, provider.BaseUrl);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return Finding.Ok(subject, $"{provider.BaseUrl} answers");
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            var reason = failure is HttpRequestException refused ? UpstreamFailure.Describe(refused) : $"did not answer within {Patience.TotalSeconds} seconds";
            return Finding.Fail(subject, $"{provider.BaseUrl} cannot be reached: it {reason}", "check the network and, behind a proxy, HTTPS_PROXY");
        }
    }

    private static async Task<Finding> LocalAsync(ProviderOptions provider, CancellationToken cancellation)
    {
        var subject = $"provider {provider.Name}";
        using var http = UpstreamHttp.Create(provider);
        var report = await new LocalDiscovery(http, TimeProvider.System, Environment.GetEnvironmentVariable).FindAsync(provider, cancellation);
        if (report.Servers.FirstOrDefault(server => server.FirstUsable is not null) is not { FirstUsable: { } model } found)
        {
            return Finding.Warn(subject, report.Summary.TrimEnd('.'), "start your local server with a model (for example: ollama run qwen3-coder), or set its address under providers in sidecar.json");
        }

        return (provider.ContextWindow ?? model.ContextLength) switch
        {
            null => Finding.Warn(subject, $"{found.Kind} at {found.BaseUrl} does not tell the context window of {model.Id}", $"set contextWindow for {provider.Name} in sidecar.json"),
            < SmallWindow and var window => Finding.Warn(subject, $"{found.Kind} at {found.BaseUrl} gives {model.Id} a window of {window} tokens, and Claude Code's first request alone takes about 25000", "give the model a larger window in the server's settings"),
            var window => Finding.Ok(subject, $"{found.Kind} at {found.BaseUrl} with {model.Id}, {window} tokens"),
        };
    }
}
