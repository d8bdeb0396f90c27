using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Cli.Doctor;

/// <summary>Whether each provider can be reached. No credential is sent, and nothing is asked of a model.</summary>
internal static class ProviderChecks
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    public static async Task<IReadOnlyList<Finding>> RunAsync(SidecarOptions options, CancellationToken cancellation)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = Patience }) { Timeout = Patience };
        return await Task.WhenAll(options.Providers.Select(provider => CheckAsync(client, provider, cancellation)));
    }

    private static async Task<Finding> CheckAsync(HttpClient client, ProviderOptions provider, CancellationToken cancellation)
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
            var reason = failure is HttpRequestException refused ? refused.HttpRequestError.ToString() : "no answer in time";
            return provider.Local
                ? Finding.Warn(subject, $"{provider.BaseUrl} does not answer ({reason})", "start your local server (for example: ollama serve), or set its address under providers in sidecar.json")
                : Finding.Fail(subject, $"{provider.BaseUrl} cannot be reached ({reason})", "check the network and, behind a proxy, HTTPS_PROXY");
        }
    }
}
