using System.Text.Json;
using ClaudeSidecar.Simulation.Hosting;
using ClaudeSidecar.Simulation.Plays;

namespace ClaudeSidecar.Simulation.Cloud.Rules;

/// <summary>Refuses what Anthropic refuses, in its words. The first rule that is broken speaks.</summary>
internal static class RequestRules
{
    private const int MostBytes = 32 * 1024 * 1024;

    /// <summary>Parses and judges the body of a Messages or a count_tokens request.</summary>
    public static (JsonElement Body, Refusal? Refusal) Read(ReceivedRequest request, int contextWindow, bool counting)
    {
        if (request.Body.Length > MostBytes)
        {
            return (default, new(413, "request_too_large", "Request exceeds the maximum size") { ShouldRetry = false });
        }

        if (string.IsNullOrEmpty(request.Header("anthropic-version")))
        {
            return (default, Refusal.Invalid("anthropic-version: header is required"));
        }

        JsonElement body;
        try
        {
            body = JsonElement.Parse(request.Body.Span);
        }
        catch (JsonException wrong)
        {
            return (default, Refusal.Invalid($"The request body is not valid JSON: {wrong.Message}"));
        }

        if (body.ValueKind != JsonValueKind.Object)
        {
            return (default, Refusal.Invalid("Input should be a valid dictionary or object to extract fields from"));
        }

        return (body, Judge(body, request, contextWindow, counting));
    }

    /// <summary>The prompt's tokens, by the usual four bytes each.</summary>
    public static int CountTokens(ReceivedRequest request) => Math.Max(1, request.Body.Length / 4);

    private static Refusal? Judge(JsonElement body, ReceivedRequest request, int contextWindow, bool counting)
    {
        var tokens = CountTokens(request);
        return TopLevelRules.Judge(body, request.Header("anthropic-beta") ?? "", counting)
            ?? ToolRules.Judge(body, request.Header("anthropic-beta") ?? "")
            ?? MessageRules.Judge(body, request.Header("anthropic-beta") ?? "")
            ?? PairRules.Judge(body)
            ?? CacheRules.Judge(body)
            ?? (tokens > contextWindow && !counting ? Refusal.Invalid($"prompt is too long: {tokens} tokens > {contextWindow} maximum") : null)
            ?? TopLevelRules.JudgeRoom(body, tokens, contextWindow, counting);
    }
}
