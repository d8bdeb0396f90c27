using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace ClaudeSidecar.Tests.Simulation;

/// <summary>Speaks to a simulator as a bare HTTP client.</summary>
internal static class SimulatorClient
{
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None }) { Timeout = TimeSpan.FromSeconds(90) };

    /// <summary>A Messages request that is valid as it stands.</summary>
    public static JsonObject Ask(string prompt = "hello", bool stream = false) => new()
    {
        ["model"] = "claude-sonnet-5-5",
        ["max_tokens"] = 100,
        ["stream"] = stream,
        ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }),
    };

    public static Task<HttpResponseMessage> MessagesAsync(string baseUrl, JsonNode body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, $"{baseUrl}/v1/messages?beta=true", body.ToJsonString(), [("authorization", "Bearer any"), ("anthropic-version", "2023-06-01"), .. headers]);

    public static Task<HttpResponseMessage> ChatAsync(string baseUrl, JsonNode body) =>
        SendAsync(HttpMethod.Post, $"{baseUrl}/v1/chat/completions", body.ToJsonString());

    public static async Task<HttpResponseMessage> SendAsync(HttpMethod method, string url, string? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, url);
        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        // The last one given wins; an empty value takes a header away.
        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            if (value.Length > 0)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public static async Task<JsonNode> JsonAsync(this HttpResponseMessage response) => JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

    /// <summary>What arrived before the body ended or broke.</summary>
    public static async Task<(string Text, bool Broken)> ReadAsync(this HttpResponseMessage response)
    {
        var bytes = new MemoryStream();
        try
        {
            await response.Content.CopyToAsync(bytes);
            return (Encoding.UTF8.GetString(bytes.ToArray()), false);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return (Encoding.UTF8.GetString(bytes.ToArray()), true);
        }
    }

    /// <summary>The JSON of each <c>data:</c> line, the end mark left out.</summary>
    public static IReadOnlyList<JsonNode> Events(string stream) =>
        [.. stream.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.StartsWith("data: {", StringComparison.Ordinal)).Select(line => JsonNode.Parse(line[6..])!)];

    public static string? Header(this HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
