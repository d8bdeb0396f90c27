using System.Net.Http.Headers;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Execution.Convert;
using ClaudeSidecar.Wire.Chat;
using ClaudeSidecar.Wire.OpenAi;

namespace ClaudeSidecar.Execution.Dialects;

/// <summary>OpenAI's chat completions: llama-server, LM Studio, vLLM, SGLang, LocalAI, mlx_lm, and any cloud of that dialect.</summary>
internal sealed class OpenAiDialect : IDialect
{
    /// <inheritdoc/>
    public AnswerFraming Framing => AnswerFraming.Events;

    /// <inheritdoc/>
    public Uri ChatAddress(Uri baseUrl) => OpenAiUrl.Of(baseUrl, "chat/completions");

    /// <inheritdoc/>
    public bool TryConvert(ReadOnlyMemory<byte> body, ConvertOptions options, out ChatRequest request, out string problem) =>
        RequestConversion.TryConvert(body, options, RequestToOpenAi.Write, out request, out problem);

    /// <inheritdoc/>
    public void AddHeaders(HttpRequestMessage message, string? key) =>
        message.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);

    /// <inheritdoc/>
    public IChunkReader NewReader() => new OpenAiChunkReader();
}
