using System.Net.Http.Headers;
using System.Text.Json;
using ClaudeSidecar.Execution.Convert;
using ClaudeSidecar.Execution.Dialects;

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
        if (target is null || options is null || AddressFor(target) is not { } address)
        {
            return PromptSize.Estimate(body.Span);
        }

        using var limit = new CancellationTokenSource(Limit, services.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var exact = await AskAsync(body, target, options, address, either.Token);
            return exact ?? PromptSize.Estimate(body.Span);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return PromptSize.Estimate(body.Span);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException or JsonException)
        {
            return PromptSize.Estimate(body.Span);
        }
    }

    private static Uri? AddressFor(ModelTarget target) => target.Kind.Count switch
    {
        CountEndpoint.Anthropic => OpenAiUrl.Of(target.BaseUrl, "messages/count_tokens"),
        CountEndpoint.Chat => OpenAiUrl.Of(target.BaseUrl, "chat/completions/input_tokens"),
        _ => null,
    };

    private async Task<int?> AskAsync(ReadOnlyMemory<byte> body, ModelTarget target, ConvertOptions options, Uri address, CancellationToken cancellationToken)
    {
        // What would be sent is what is to be counted; where the server counts only Messages, the client's own bytes are nearest to it.
        var converted = target.Kind.Count == CountEndpoint.Chat;
        var sent = body;
        if (converted)
        {
            if (!ModelDialects.For(Settings.Dialect.OpenAi).TryConvert(body, options, out var chat, out _))
            {
                return null;
            }

            sent = chat.Body;
        }

        using var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(sent) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        target.Dialect.AddHeaders(message, services.KeyFor(target.BaseUrl));
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
}
