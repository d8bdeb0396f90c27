using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Wire.Anthropic;
using ClaudeSidecar.Wire.Chat;
using ClaudeSidecar.Wire.Ollama;
using ClaudeSidecar.Wire.OpenAi;

namespace ClaudeSidecar.Tests.Execution.Answers;

/// <summary>A server's answer in the folder of fixtures. Its name tells the dialect: <c>NAME.openai.sse</c>, <c>NAME.server-anthropic.json</c>, <c>NAME.ollama.ndjson</c>.</summary>
internal sealed class AnswerFile(string name)
{
    public static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Execution", "Answers", "fixtures");

    /// <summary>All files of answers, without those that they must become.</summary>
    public static IEnumerable<string> Names => Directory.GetFiles(Folder).Select(file => Path.GetFileName(file)).Where(file => !file.EndsWith(".anthropic.sse", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    public byte[] Bytes { get; } = File.ReadAllBytes(Path.Combine(Folder, name));

    /// <summary>The file that it must become.</summary>
    public string ExpectedName { get; } = name[..name.IndexOf('.', StringComparison.Ordinal)] + ".anthropic.sse";

    public string Expected => File.ReadAllText(Path.Combine(Folder, ExpectedName));

    public AnswerFraming Framing => name.EndsWith(".ndjson", StringComparison.Ordinal) ? AnswerFraming.Lines : AnswerFraming.Events;

    public string MediaType => name.EndsWith(".json", StringComparison.Ordinal) ? "application/json" : "text/event-stream";

    public IChunkReader NewReader() => name.Split('.')[1] switch
    {
        "openai" => new OpenAiChunkReader(),
        "server-anthropic" => new AnthropicChunkReader(),
        "ollama" => new OllamaChunkReader(),
        var other => throw new InvalidOperationException($"{name}: no reader for {other}."),
    };

    /// <summary>The stream that the client gets when the server's arrives in pieces of this size.</summary>
    public byte[] Stream(int pieceSize) => AnswerRun.Stream(Bytes, pieceSize, AnswerRun.Options() with { Reader = NewReader() }, Framing, MediaType).Stream;
}
