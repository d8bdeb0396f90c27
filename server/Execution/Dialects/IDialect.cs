using ClaudeSidecar.Execution.Convert;
using ClaudeSidecar.Wire.Chat;

namespace ClaudeSidecar.Execution.Dialects;

/// <summary>One language that model servers speak: where a chat goes, how it is asked for and how the answer is read.</summary>
internal interface IDialect
{
    /// <summary>How pieces of a streamed answer are told apart.</summary>
    AnswerFraming Framing { get; }

    /// <summary>Where a chat goes.</summary>
    /// <param name="baseUrl">The server, with or without a path of its own.</param>
    Uri ChatAddress(Uri baseUrl);

    /// <summary>Writes a Messages request in this dialect. The same request and options give the same bytes (edge case 74).</summary>
    /// <param name="body">The client's bytes.</param>
    /// <param name="options">What is known of the server and the model.</param>
    /// <param name="request">The result.</param>
    /// <param name="problem">Why there is none, in words for the client; empty when there is one.</param>
    bool TryConvert(ReadOnlyMemory<byte> body, ConvertOptions options, out ChatRequest request, out string problem);

    /// <summary>Adds the headers that the dialect itself asks for. Nothing of the client's is among them.</summary>
    /// <param name="message">The request, its body set.</param>
    /// <param name="key">The key that this server is meant to see; null for none.</param>
    void AddHeaders(HttpRequestMessage message, string? key);

    /// <summary>Reads one answer.</summary>
    IChunkReader NewReader();
}
