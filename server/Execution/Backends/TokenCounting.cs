using System.Net.Http.Headers;
using System.Text.Json;
using ClaudeSidecar.Context.Tokens;
using ClaudeSidecar.Execution.Convert;
using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>
/// Answers <c>count_tokens</c>: with the server's own count where it has one and tells it at once, else with ours (edge case 97).
/// The client asks dozens of times at its start and must never wait.
/// </summary>
internal sealed class TokenCounting(ModelServices services)
{
    /// <summary>How long the server may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(150);

    private const int LongestAnswer = 64 << 10;

    /// <summary>Tokens of a Messages request; at least 1.</summary>
    /// <param name="body">The client's bytes.</param>
    /// <param name="target">Who would be asked; null when it is not known yet, for looking would take too long.</param>
    /// <param name="options">What the converter must know of it; null with <paramref name="target"/>.</param>
    /// <param name="cancellationToken">The client's.</param>
    public async Task<int> CountAsync(ReadOnlyMemory<byte> body, ModelTarget? target, ConvertOptions? options, CancellationToken cancellationToken)
    {
        var estimate = PromptSize.Estimate(body.Span);
        if (target is null || options is null || EndpointOf(target) is not { } endpoint || WhatWouldBeSent(body, target, options, endpoint.Dialect) is not { } sent)
        {
            return Calibrated(estimate, target);
        }

        using var limit = new CancellationTokenSource(Limit, services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            if (await AskAsync(sent.Body, target, endpoint, either.Token) is { } exact)
            {
                services.Calibration.Note(services.Provider.Name, target.Model, sent.EstimatedPrompt, exact);
                return exact;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It takes too long.
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or JsonException)
        {
            // It does not say: then we do.
        }

        return Calibrated(estimate, target);
    }

    private int Calibrated(int estimate, ModelTarget? target) =>
        (int)Math.Min(Math.Ceiling(estimate * services.Calibration.FactorOf(services.Provider.Name, target?.Model ?? services.Provider.Model ?? "")), int.MaxValue);

    // In the dialect that the server is spoken to in, where it counts in that one.
    private static Endpoint? EndpointOf(ModelTarget target) => target.Kind.Count switch
    {
        CountEndpoint.None => null,
        CountEndpoint.Chat when target.Dialect == ModelDialects.For(Dialect.OpenAi) => new(OpenAiUrl.Of(target.BaseUrl, "chat/completions/input_tokens"), target.Dialect),
        _ => new(OpenAiUrl.Of(target.BaseUrl, "messages/count_tokens"), ModelDialects.For(Dialect.Anthropic)),
    };

    // What the server is asked must be what it would be sent: the client's own bytes name another model, and hold blocks and tools that
    // vLLM and SGLang refuse (local-servers 1.4, 1.5).
    private ChatRequest? WhatWouldBeSent(ReadOnlyMemory<byte> body, ModelTarget target, ConvertOptions options, IDialect dialect) =>
        dialect.TryConvert(body, services.Learnt.Of(target.BaseUrl, target.Model).Adapt(options), out var chat, out _) ? chat : null;

    private async Task<int?> AskAsync(ReadOnlyMemory<byte> sent, ModelTarget target, Endpoint endpoint, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, endpoint.Address) { Content = new ReadOnlyMemoryContent(sent) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        endpoint.Dialect.AddHeaders(message, services.KeyFor(target.BaseUrl));
        using var response = await services.Http.SendAsync(message, cancellationToken);
        return (int)response.StatusCode == 200 ? Read(await BoundedBody.ReadAsync(response, LongestAnswer, cancellationToken)) : null;
    }

    // Some servers answer 200 to anything: only the number counts, never the status (local-servers 1).
    private static int? Read(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        return document.RootElement is { ValueKind: JsonValueKind.Object } root &&
            root.TryGetProperty("input_tokens"u8, out var tokens) && tokens.ValueKind == JsonValueKind.Number && tokens.TryGetInt32(out var count) && count > 0
            ? count
            : null;
    }

    private sealed record Endpoint(Uri Address, IDialect Dialect);
}
