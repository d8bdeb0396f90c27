using System.Net.Http.Headers;
using ClaudeSidecar.Execution.Convert;
using ClaudeSidecar.Wire.Chat;
using ClaudeSidecar.Wire.Ollama;

namespace ClaudeSidecar.Execution.Dialects;

/// <summary>
/// Ollama's own <c>/api/chat</c>: the only one of its dialects in which the window can be set and a prompt that is too long is refused
/// instead of cut without a word (local-servers 1.5).
/// </summary>
internal sealed class OllamaDialect : IDialect
{
    /// <inheritdoc/>
    public AnswerFraming Framing => AnswerFraming.Lines;

    /// <inheritdoc/>
    public Uri ChatAddress(Uri baseUrl)
    {
        // Who configured Ollama for OpenAI's dialect wrote /v1 behind it.
        var path = baseUrl.AbsolutePath.TrimEnd('/');
        var root = path.EndsWith("/v1", StringComparison.Ordinal) ? path[..^3] : path;
        return new UriBuilder(baseUrl) { Path = $"{root}/api/chat", Query = "" }.Uri;
    }

    /// <inheritdoc/>
    public bool TryConvert(ReadOnlyMemory<byte> body, ConvertOptions options, out ChatRequest request, out string problem) =>
        RequestConversion.TryConvert(body, options, RequestToOllama.Write, out request, out problem);

    /// <inheritdoc/>
    public void AddHeaders(HttpRequestMessage message, string? key)
    {
        // A proxy in front of it may want one, and Ollama's cloud does.
        if (key is not null)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }

    /// <inheritdoc/>
    public IChunkReader NewReader() => new OllamaChunkReader();
}
