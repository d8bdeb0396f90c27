using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Execution.Discovery;

/// <summary>
/// Looks for model servers on this machine. A server is known by the shape of its list of models, never by a status: some answer
/// 200 to anything (local-servers 2.1). Whatever has no such list is asked that one question and no other.
/// </summary>
/// <param name="http">Sends the probes.</param>
/// <param name="time">Bounds them.</param>
/// <param name="environment">Reads a variable of the process: <c>OLLAMA_HOST</c>, and the provider's key.</param>
public sealed class LocalDiscovery(HttpMessageInvoker http, TimeProvider time, Func<string, string?> environment)
{
    /// <summary>How long each probe may take: a local server that is there answers in a few milliseconds.</summary>
    public static readonly TimeSpan ProbeLimit = TimeSpan.FromMilliseconds(300);

    // Ollama describes one model a question: enough to find a good one, and enough for a page that shows them all.
    private const int FewShown = 4;
    private const int AllShown = 32;

    /// <summary>Asks all places where the provider may be, at the same time.</summary>
    /// <param name="provider">Who is looked for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="thorough">True to learn all there is to know of every model; else only what the choice of one needs.</param>
    public async Task<DiscoveryReport> FindAsync(ProviderOptions provider, CancellationToken cancellationToken, bool thorough = false)
    {
        var places = ProbePlaces.Of(provider, environment);
        var probes = await Task.WhenAll(places.Select(place => ProbeAsync(provider, place, thorough, cancellationToken)));
        return new DiscoveryReport(
            [.. probes.Where(probe => probe.Server is not null).Select(probe => probe.Server!)],
            Summary(probes, answer => answer.English, "; "),
            Summary(probes, answer => answer.Chinese, "；"));
    }

    private async Task<Probe> ProbeAsync(ProviderOptions provider, Uri place, bool thorough, CancellationToken cancellationToken)
    {
        var key = place == provider.BaseUrl && provider.ApiKeyEnv is { } name && environment(name) is { Length: > 0 } set ? set : null;
        var prober = new Prober(http, time, place, key);
        var first = await prober.GetModelsAsync(cancellationToken);
        if (first.Problem is { } problem)
        {
            return new(place, null, problem);
        }

        if (ModelList.Read(first) is { } list)
        {
            var server = await DescribeAsync(prober, list, cancellationToken);
            server = server.Kind == ServerKind.Ollama ? await ShownAsync(prober, server, provider, thorough, cancellationToken) : server;
            return new(place, server, new($"is {server.Title} with {server.Models.Count} models", $"是 {server.Title}，有 {server.Models.Count} 个模型"));
        }

        return LlamaProfile.IsStarting(first)
            ? new(place, new LocalServer(place, ServerKind.LlamaServer, []) { Starting = true }, new("is llama-server, still loading its model", "是 llama-server，仍在加载模型"))
            : new(place, null, first.Status is 401 or 403
                ? new($"answered {first.Status}: it wants a key, which apiKeyEnv can name", $"回答了 {first.Status}：需要密钥，可用 apiKeyEnv 指定")
                : new($"answered {first.Status}, but with no list of models", $"回答了 {first.Status}，但没有模型列表"));
    }

    private static async Task<LocalServer> DescribeAsync(Prober prober, ModelList list, CancellationToken cancellationToken) =>
        (list.Kind switch
        {
            { } kind when kind == ServerKind.Ollama => await OllamaProfile.AskAsync(prober, list, cancellationToken),
            { } kind when kind == ServerKind.LmStudio => await LmStudioProfile.AskAsync(prober, cancellationToken),
            { } kind when kind == ServerKind.LlamaServer => await LlamaProfile.AskAsync(prober, list, cancellationToken),
            { } kind when kind == ServerKind.Vllm => await PythonProfiles.AskVllmAsync(prober, list, cancellationToken),
            { } kind when kind == ServerKind.Sglang => await PythonProfiles.AskSglangAsync(prober, list, cancellationToken),
            { } kind => new LocalServer(prober.Place, kind, list.Models()),
            null => await UnnamedProfile.AskAsync(prober, list, cancellationToken),
        }) ?? new LocalServer(prober.Place, list.Kind == ServerKind.LmStudio ? ServerKind.LmStudio : ServerKind.Other, list.Models());

    private static async Task<LocalServer> ShownAsync(Prober prober, LocalServer server, ProviderOptions provider, bool thorough, CancellationToken cancellationToken)
    {
        var wanted = ModelChoice.InOrder(provider, server).Take(thorough ? AllShown : FewShown).ToList();
        var shown = await Task.WhenAll(wanted.Select(model => OllamaProfile.ShowAsync(prober, model, cancellationToken)));
        return server with { Models = [.. server.Models.Select(model => shown.FirstOrDefault(known => known.Id == model.Id) ?? model)] };
    }

    private static string Summary(Probe[] probes, Func<TwoWords, string> said, string separator) => string.Join(
        separator, probes.GroupBy(probe => said(probe.Answer)).Select(same => $"{Shown([.. same.Select(probe => probe.Place)])} {same.Key}"));

    // "http://127.0.0.1:11434, :1234, :8080": a host that was named just before is not named again.
    private static string Shown(IReadOnlyList<Uri> places) => string.Join(", ", places.Select((place, index) =>
        index > 0 && place.Host == places[index - 1].Host ? $":{place.Port}" : place.GetLeftPart(UriPartial.Authority)));

    private sealed record Probe(Uri Place, LocalServer? Server, TwoWords Answer);
}
