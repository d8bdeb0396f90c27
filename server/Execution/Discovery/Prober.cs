using System.Net.Http.Headers;
using System.Text.Json;
using ClaudeSidecar.Execution.Backends;

namespace ClaudeSidecar.Execution.Discovery;

/// <summary>Asks one server small questions. Each has its own short limit, and nothing that it brings is trusted to be what it should.</summary>
/// <param name="http">Sends.</param>
/// <param name="time">Bounds.</param>
/// <param name="place">The server, with or without <c>/v1</c>.</param>
/// <param name="key">The key that this server is meant to see; null for none.</param>
internal sealed class Prober(HttpMessageInvoker http, TimeProvider time, Uri place, string? key)
{
    private const int LongestAnswer = 4 << 20;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>The server.</summary>
    public Uri Place => place;

    /// <summary>Asks for the list of models, in OpenAI's dialect.</summary>
    public Task<ProbeAnswer> GetModelsAsync(CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, OpenAiUrl.Of(place, "models"), null, cancellationToken);

    /// <summary>Asks for a page of the server's own.</summary>
    /// <param name="path">From the server's root, without the first slash.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<ProbeAnswer> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(HttpMethod.Get, AddressOf(path), null, cancellationToken);

    /// <summary>Asks with a body of JSON.</summary>
    public Task<ProbeAnswer> PostAsync(string path, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, AddressOf(path), body, cancellationToken);

    private Uri AddressOf(string path)
    {
        var own = place.AbsolutePath.TrimEnd('/');
        var root = own.EndsWith("/v1", StringComparison.Ordinal) ? own[..^3] : own;
        return new Uri($"{place.GetLeftPart(UriPartial.Authority)}{root}/{path}");
    }

    private async Task<ProbeAnswer> SendAsync(HttpMethod method, Uri address, ReadOnlyMemory<byte>? body, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LocalDiscovery.ProbeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var request = new HttpRequestMessage(method, address);
            if (body is { } json)
            {
                request.Content = new ReadOnlyMemoryContent(json) { Headers = { ContentType = Json } };
            }

            if (key is not null)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            }

            using var response = await http.SendAsync(request, either.Token);
            var answer = await BoundedBody.ReadAsync(response, LongestAnswer, either.Token);
            return new((int)response.StatusCode, Read(answer), response.Headers.Server.ToString(), null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var milliseconds = LocalDiscovery.ProbeLimit.TotalMilliseconds;
            return ProbeAnswer.None(new($"did not answer within {milliseconds} ms", $"在 {milliseconds} 毫秒内没有应答"));
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            var refused = broken is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError };
            return ProbeAnswer.None(new(UpstreamFailure.Describe(broken), refused ? "拒绝连接" : "无法连通"));
        }
    }

    private static JsonElement Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonElement.Parse(body.Span);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
