using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Execution.Discovery;

/// <summary>
/// Looks for model servers on this machine. A server is known by the shape of its list of models, never by a status: some answer
/// 200 to anything (local-servers 2.1).
/// </summary>
/// <param name="http">Sends the probes.</param>
/// <param name="time">Bounds them.</param>
/// <param name="environment">Reads a variable of the process: <c>OLLAMA_HOST</c>, and the provider's key.</param>
public sealed class LocalDiscovery(HttpMessageInvoker http, TimeProvider time, Func<string, string?> environment)
{
    /// <summary>How long each probe may take: a local server that is there answers in a few milliseconds.</summary>
    public static readonly TimeSpan ProbeLimit = TimeSpan.FromMilliseconds(300);

    private const int LongestList = 4 << 20;

    // LM Studio; llama-server, LocalAI and mlx_lm; vLLM.
    private static readonly int[] UsualPorts = [1234, 8080, 8000];

    /// <summary>Asks all places where the provider may be, at the same time.</summary>
    public async Task<DiscoveryReport> FindAsync(ProviderOptions provider, CancellationToken cancellationToken)
    {
        var places = Places(provider).ToList();
        var probes = await Task.WhenAll(places.Select(place => ProbeAsync(provider, place, cancellationToken)));
        var servers = probes.Where(probe => probe.Server is not null).Select(probe => probe.Server!).ToList();
        return new DiscoveryReport(servers, string.Join("; ", probes.GroupBy(probe => probe.Answer).Select(same => $"{Shown([.. same.Select(probe => probe.Place)])} {same.Key}")));
    }

    private IEnumerable<Uri> Places(ProviderOptions provider)
    {
        IEnumerable<Uri> places = [provider.BaseUrl];
        if (provider.Discovered)
        {
            places = places.Append(OllamaHost()).Concat(UsualPorts.Select(port => new Uri($"http://127.0.0.1:{port}")));
        }

        return places.DistinctBy(place => place.Authority);
    }

    // "host", "host:port", ":port" or a whole address. Another machine's is not taken: nothing leaves this one unasked.
    private Uri OllamaHost()
    {
        var usual = new Uri("http://127.0.0.1:11434");
        var text = environment("OLLAMA_HOST")?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            return usual;
        }

        text = text.StartsWith(':') ? "127.0.0.1" + text : text;
        text = text.Contains("://", StringComparison.Ordinal) ? text : "http://" + text;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var named))
        {
            return usual;
        }

        // In this variable a missing port means Ollama's own, and the address of all interfaces is where it listens, not where it is.
        var port = named.IsDefaultPort && !text.TrimEnd('/').EndsWith(":80", StringComparison.Ordinal) ? 11434 : named.Port;
        var any = IPAddress.TryParse(named.Host, out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));
        return any || named.IsLoopback ? new UriBuilder("http", any ? "127.0.0.1" : named.Host, port).Uri : usual;
    }

    private async Task<(Uri Place, LocalServer? Server, string Answer)> ProbeAsync(ProviderOptions provider, Uri place, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(ProbeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, OpenAiUrl.Of(place, "models"));
            if (place == provider.BaseUrl && provider.ApiKeyEnv is { } name && environment(name) is { Length: > 0 } key)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            }

            using var response = await http.SendAsync(request, either.Token);
            var body = await BoundedBody.ReadAsync(response, LongestList, either.Token);
            return Read(place, body) is { } server
                ? (place, server, $"is {server.Kind} with {server.Models.Count} models")
                : (place, null, $"answered {(int)response.StatusCode}, but with no list of models");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (place, null, $"did not answer within {ProbeLimit.TotalMilliseconds} ms");
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return (place, null, UpstreamFailure.Describe(broken));
        }
    }

    private static LocalServer? Read(Uri place, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } root ||
                !root.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array)
            {
                return null;
            }

            var entries = data.EnumerateArray().Where(entry => Words(entry, "id") is not null).ToList();
            var isList = Words(root, "object") == "list" && entries.Count == data.GetArrayLength();
            return isList ? new LocalServer(place, KindOf(entries), [.. entries.Select(ModelOf)]) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static LocalModel ModelOf(JsonElement entry)
    {
        var window = Count(entry, "max_model_len");
        if (window is null && entry.TryGetProperty("meta", out var meta) && meta.ValueKind == JsonValueKind.Object)
        {
            window = Count(meta, "n_ctx");
        }

        return new LocalModel(Words(entry, "id")!, window ?? Count(entry, "loaded_context_length"));
    }

    private static string KindOf(List<JsonElement> entries) => entries.Select(entry => Words(entry, "owned_by")).FirstOrDefault(owner => owner is not null) switch
    {
        "library" => "ollama",
        "organization_owner" => "lmstudio",
        "llamacpp" => "llama-server",
        "vllm" => "vllm",
        "sglang" => "sglang",
        _ => "openai",
    };

    private static string? Words(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Count(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count > 0 ? count : null;

    // "http://127.0.0.1:11434, :1234, :8080": a host that was named just before is not named again.
    private static string Shown(IReadOnlyList<Uri> places) => string.Join(", ", places.Select((place, index) =>
        index > 0 && place.Host == places[index - 1].Host ? $":{place.Port}" : place.GetLeftPart(UriPartial.Authority)));
}
