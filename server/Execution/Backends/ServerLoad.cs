using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Execution.Discovery;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>
/// Asks a server whether it works at this moment (local-servers 2.2). Asked once before a warm-up and never repeatedly: with
/// llama-server, frequent looks keep abandoned requests alive (local-servers 3.4).
/// </summary>
/// <param name="Running">Requests that it answers or keeps waiting.</param>
/// <param name="Slots">How many prompts it keeps at once; null where it does not say.</param>
internal readonly partial record struct ServerLoad(int Running, int? Slots)
{
    private const int LongestPage = 1 << 20;

    /// <summary>Asks it; nothing runs where it does not tell, or not in time.</summary>
    /// <param name="services">What to ask with.</param>
    /// <param name="target">Whom.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ServerLoad> AskAsync(ModelServices services, ModelTarget target, CancellationToken cancellationToken)
    {
        if (target.Kind.Load == LoadPage.None)
        {
            return default;
        }

        using var limit = new CancellationTokenSource(LocalDiscovery.ProbeLimit, services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(target.BaseUrl, target.Kind.Load == LoadPage.Slots ? "/slots" : "/metrics"));
            using var response = await services.Http.SendAsync(message, either.Token);
            var page = await BoundedBody.ReadAsync(response, LongestPage, either.Token);
            return (int)response.StatusCode != 200 ? default : target.Kind.Load == LoadPage.Slots ? ReadSlots(page) : ReadMetrics(page);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return default;
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return default;
        }
    }

    /// <summary>Reads llama-server's list of slots.</summary>
    internal static ServerLoad ReadSlots(ReadOnlyMemory<byte> page)
    {
        try
        {
            var slots = JsonElement.Parse(page.Span);
            return slots.ValueKind == JsonValueKind.Array
                ? new(slots.EnumerateArray().Count(slot => slot.Flag("is_processing") == true), slots.GetArrayLength())
                : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>Reads the gauges of vLLM and SGLang.</summary>
    internal static ServerLoad ReadMetrics(ReadOnlyMemory<byte> page) => new(
        (int)Gauge().Matches(Encoding.UTF8.GetString(page.Span)).Sum(gauge => double.TryParse(gauge.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out var value) ? value : 0),
        null);

    [GeneratedRegex(@"^(?:vllm:num_requests_(?:running|waiting)|sglang:num_(?:running|queue)_reqs)(?:\{[^}]*\})? +([\d.eE+]+)", RegexOptions.Multiline)]
    private static partial Regex Gauge();
}
