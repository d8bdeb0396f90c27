using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Execution.Discovery;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Cli.Doctor;

/// <summary>Whether each provider can be reached. No credential is sent, and nothing is asked of a model.</summary>
internal static class ProviderChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static async Task<IReadOnlyList<Finding>> RunAsync(SidecarOptions options, Wording words, CancellationToken cancellation)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = Patience }) { Timeout = Patience };
        var findings = await Task.WhenAll(options.Providers.Select(provider => provider.Local ? LocalAsync(provider, words, cancellation) : RemoteAsync(client, provider, cancellation)));
        return [.. findings.SelectMany(found => found)];
    }

    private static async Task<IReadOnlyList<Finding>> RemoteAsync(HttpClient client, ProviderOptions provider, CancellationToken cancellation)
    {
        var subject = $"provider {provider.Name}";
        try
        {
            // Any answer at all will do: what is asked is only whether somebody listens there.
            using var request = new HttpRequestMessage(HttpMethod.Get, provider.BaseUrl);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return [Finding.Ok(subject, $"{provider.BaseUrl} answers")];
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            var reason = failure is HttpRequestException refused ? UpstreamFailure.Describe(refused) : $"did not answer within {Patience.TotalSeconds} seconds";
            return [Finding.Fail(subject, $"{provider.BaseUrl} cannot be reached: it {reason}", "check the network and, behind a proxy, HTTPS_PROXY")];
        }
    }

    private static async Task<IReadOnlyList<Finding>> LocalAsync(ProviderOptions provider, Wording words, CancellationToken cancellation)
    {
        using var http = UpstreamHttp.Create(provider);
        var discovery = new LocalDiscovery(http, TimeProvider.System, Environment.GetEnvironmentVariable);
        var report = await discovery.FindAsync(provider, cancellation, thorough: true);
        if (report.Servers.Count == 0)
        {
            // The first question of a young process takes longer than the answer: nobody is called absent for that.
            report = await discovery.FindAsync(provider, cancellation, thorough: true);
        }

        return new LocalFindings(provider, words).Of(report);
    }
}
