using System.Net;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Execution.Discovery;

/// <summary>Where a provider may be: its own address and, for the built-in one, wherever local servers usually are.</summary>
internal static class ProbePlaces
{
    private const int OllamaPort = 11434;

    // LM Studio; llama-server, LocalAI and mlx_lm, and a second one of them; vLLM; SGLang; Jan; KoboldCpp.
    private static readonly int[] UsualPorts = [1234, 8080, 8081, 8000, 30000, 1337, 5001];

    /// <summary>The places, each once, the configured address first.</summary>
    /// <param name="provider">Who is looked for.</param>
    /// <param name="environment">Reads <c>OLLAMA_HOST</c>.</param>
    public static IReadOnlyList<Uri> Of(ProviderOptions provider, Func<string, string?> environment)
    {
        IEnumerable<Uri> places = [provider.BaseUrl];
        if (provider.Discovered)
        {
            // By name: some servers listen at ::1 alone (edge case 125; LoopbackConnection tries both).
            places = places.Append(OllamaHost(environment)).Concat(UsualPorts.Select(port => new Uri($"http://localhost:{port}")));
        }

        return [.. places.DistinctBy(place => place.IsLoopback ? $"loopback:{place.Port}" : place.Authority)];
    }

    // "host", "host:port", ":port" or a whole address. Another machine's is not taken: nothing leaves this one unasked.
    private static Uri OllamaHost(Func<string, string?> environment)
    {
        var usual = new Uri($"http://127.0.0.1:{OllamaPort}");
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
        var port = named.IsDefaultPort && !text.TrimEnd('/').EndsWith(":80", StringComparison.Ordinal) ? OllamaPort : named.Port;
        var any = IPAddress.TryParse(named.Host.Trim('[', ']'), out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any));
        return any || named.IsLoopback ? new UriBuilder("http", any ? "127.0.0.1" : named.Host, port).Uri : usual;
    }
}
