using System.Net.Http.Headers;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Execution.Convert;
using ClaudeSidecar.Execution.Families;
using ClaudeSidecar.Wire.Anthropic;
using ClaudeSidecar.Wire.Chat;

namespace ClaudeSidecar.Execution.Dialects;

/// <summary>
/// Anthropic's Messages API as others serve it: DeepSeek, Kimi, GLM, MiniMax, and the local servers. None of them takes all that Claude Code
/// sends (local-servers 1, claude-wire 8c), so the request is written anew; Anthropic itself gets the client's bytes and is never asked here.
/// </summary>
internal sealed class AnthropicDialect : IDialect
{
    // The only one there is (claude-wire 4c); betas are agreements between the client and Anthropic.
    private const string Version = "2023-06-01";

    /// <inheritdoc/>
    public AnswerFraming Framing => AnswerFraming.Events;

    /// <inheritdoc/>
    public Uri ChatAddress(Uri baseUrl) => OpenAiUrl.Of(baseUrl, "messages");

    /// <inheritdoc/>
    public bool TryConvert(ReadOnlyMemory<byte> body, ConvertOptions options, out ChatRequest request, out string problem) =>
        RequestConversion.TryConvert(body, Settled(options), new AnthropicBody(options).Write, out request, out problem);

    /// <summary>
    /// The key goes out under both names: DeepSeek and Kimi document the one as <c>ANTHROPIC_AUTH_TOKEN</c>, MiniMax and LM Studio the
    /// other, vLLM reads only the first and LiteLLM's kind the second. Claude Code itself sends both (claude-wire 5a).
    /// </summary>
    public void AddHeaders(HttpRequestMessage message, string? key)
    {
        message.Headers.TryAddWithoutValidation("anthropic-version", Version);
        if (key is not null)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            message.Headers.TryAddWithoutValidation("x-api-key", key);
        }
    }

    /// <inheritdoc/>
    public IChunkReader NewReader() => new AnthropicChunkReader();

    // What the plan may rely on in this dialect, which differs from what the same server can do in OpenAI's.
    private static ConvertOptions Settled(ConvertOptions options) => options with
    {
        Server = options.Server with
        {
            Format = AnswerFormat.None,
            ContinuesOnRequest = false,

            // Where thinking is a field of the request, no words have to switch it off.
            TemplateArguments = options.Server.TemplateArguments || options.Server.Messages.SwitchesThinking,
        },

        // A cloud knows best how its own models draw tokens, and some refuse to be told.
        Family = options.Server.IsCloud ? options.Family with { Sampling = Sampling.None, ThinkingSampling = null } : options.Family,
    };
}
