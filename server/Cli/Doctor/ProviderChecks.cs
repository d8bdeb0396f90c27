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
        var findings = await Task.WhenAll(options.Providers.Select(provider => provider.Local ? LocalAsync(provider, words, cancellation) : RemoteAsync(client, provider, words, cancellation)));
        return [.. findings.SelectMany(found => found)];
    }

    private static async Task<IReadOnlyList<Finding>> RemoteAsync(HttpClient client, ProviderOptions provider, Wording words, CancellationToken cancellation)
    {
        var subject = words.Say($"provider {provider.Name}", $"后端 {provider.Name}");
        try
        {
            // Any answer at all will do: what is asked is only whether somebody listens there.
            using var request = new HttpRequestMessage(HttpMethod.Get, provider.BaseUrl);
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return [Finding.Ok(subject, words.Say($"{provider.BaseUrl} answers", $"{provider.BaseUrl} 有应答"))];
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            var said = failure is HttpRequestException refused
                ? words.Say($"cannot be reached: it {UpstreamFailure.Describe(refused)}", $"无法连接：{InChinese(refused)}")
                : words.Say($"cannot be reached: it did not answer within {Patience.TotalSeconds} seconds", $"无法连接：{Patience.TotalSeconds} 秒内没有应答");
            return [Finding.Fail(subject, $"{provider.BaseUrl} {said}", words.Say("check the network and, behind a proxy, HTTPS_PROXY", "请检查网络；若使用代理，请检查 HTTPS_PROXY"))];
        }
    }

    private static string InChinese(HttpRequestException refused) => refused.HttpRequestError switch
    {
        HttpRequestError.ConnectionError => "连接被拒绝",
        HttpRequestError.NameResolutionError => "域名无法解析",
        HttpRequestError.SecureConnectionError => "无法建立加密连接",
        _ => "网络不通",
    };

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
