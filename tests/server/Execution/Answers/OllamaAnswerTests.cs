using System.Text;
using ClaudeSidecar.Execution.Answers;
using ClaudeSidecar.Tests.Fakes;
using ClaudeSidecar.Tests.Generated;
using ClaudeSidecar.Wire.Anthropic;
using ClaudeSidecar.Wire.Ollama;

namespace ClaudeSidecar.Tests.Execution.Answers;

/// <summary>
/// Each <c>*.ollama.ndjson</c> beside the <c>*.anthropic.sse</c> that it must become: what Ollama's own dialect looks like, of old
/// versions too (local-servers 1.1). Edge cases 78, 79, 81, 82, 84, 86–88, 91. UPDATE_GENERATED=1 writes missing ones, to be read.
/// </summary>
public sealed class OllamaAnswerTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Execution", "Answers", "fixtures");

    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.ollama.ndjson").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void EachAnswerBecomesTheSameStreamHoweverItIsCut(string name)
    {
        var server = File.ReadAllBytes(Path.Combine(Folder, name));
        var expected = Expected(name.Replace(".ollama.ndjson", ".anthropic.sse", StringComparison.Ordinal), () => Run(server, server.Length));

        foreach (var size in Enumerable.Range(1, Math.Min(server.Length, 80)).Append(server.Length))
        {
            Assert.Equal(expected, Encoding.UTF8.GetString(Run(server, size)));
        }

        StreamValidator.Read(Encoding.UTF8.GetBytes(expected));
    }

    private static string Expected(string name, Func<byte[]> make)
    {
        var source = RepositoryFiles.Path("tests", "server", "Execution", "Answers", "fixtures", name);
        if (Environment.GetEnvironmentVariable("UPDATE_GENERATED") == "1" && !File.Exists(source))
        {
            File.WriteAllBytes(source, make());
        }

        return File.ReadAllText(source);
    }

    private static byte[] Run(byte[] server, int size)
    {
        using var sink = new StreamSink();
        var reducer = new ChatReducer(AnswerRun.Options() with { Reader = new OllamaChunkReader() }, sink);
        var parser = new LineParser();
        for (var at = 0; at < server.Length;)
        {
            var room = parser.GetMemory();
            var count = Math.Min(Math.Min(size, server.Length - at), room.Length);
            server.AsMemory(at, count).CopyTo(room);
            parser.Advance(count);
            at += count;
            while (parser.TryRead(out var line))
            {
                reducer.Push(line);
            }
        }

        if (parser.TryReadLast(out var last))
        {
            reducer.Push(last);
        }

        reducer.EndOfStream();
        return sink.Written.ToArray();
    }
}
