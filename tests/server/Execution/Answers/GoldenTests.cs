using System.Text;
using System.Text.Json;
using ClaudeSidecar.Execution.Answers;
using ClaudeSidecar.Tests.Fakes;
using ClaudeSidecar.Wire;

namespace ClaudeSidecar.Tests.Execution.Answers;

/// <summary>
/// Each <c>*.openai.sse</c> (or whole <c>*.openai.json</c>) beside the <c>*.anthropic.sse</c> that it must become: recordings of a real llama-server,
/// and one file for each irregularity that servers are known for. Edge cases 76–82, 84, 86–91, 96.
/// </summary>
public sealed class GoldenTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Execution", "Answers", "fixtures");

    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.openai.*").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void EachAnswerBecomesTheSameStreamHoweverItIsCut(string name)
    {
        var server = File.ReadAllBytes(Path.Combine(Folder, name));
        var expected = File.ReadAllText(Path.Combine(Folder, name[..name.IndexOf('.', StringComparison.Ordinal)] + ".anthropic.sse"));

        for (var size = 1; size <= Math.Min(server.Length, 80); size++)
        {
            Assert.Equal(expected, Encoding.UTF8.GetString(AnswerRun.Stream(server, size).Stream));
        }

        Assert.Equal(expected, Encoding.UTF8.GetString(AnswerRun.Stream(server, server.Length).Stream));
        StreamValidator.Read(Encoding.UTF8.GetBytes(expected));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void TheWholeMessageSaysWhatTheStreamSays(string name) // edge case 96
    {
        var server = File.ReadAllBytes(Path.Combine(Folder, name));
        foreach (var options in new[] { () => AnswerRun.Options(), () => AnswerRun.Options(showThinking: true) })
        {
            var (bytes, outcome) = AnswerRun.Stream(server, server.Length, options());
            var stream = StreamValidator.Read(bytes);
            var whole = AnswerRun.Whole(server, options());
            if (outcome.Kind != FailureKind.None)
            {
                Assert.Null(whole);
                Assert.NotNull(stream.Error);
                continue;
            }

            using var message = JsonDocument.Parse(whole!);
            var root = message.RootElement;
            Assert.Equal(stream.Id, root.GetProperty("id").GetString());
            Assert.Equal(stream.Model, root.GetProperty("model").GetString());
            Assert.Equal(stream.StopReason, root.GetProperty("stop_reason").GetString());
            Assert.Equal(stream.StopSequence, root.GetProperty("stop_sequence").GetString());
            Assert.Equal(stream.EndUsage.Input, root.GetProperty("usage").GetProperty("input_tokens").GetInt32());
            Assert.Equal(stream.EndUsage.Output, root.GetProperty("usage").GetProperty("output_tokens").GetInt32());
            var content = root.GetProperty("content").EnumerateArray().Select(block => string.Join("|", block.EnumerateObject()
                .OrderBy(member => member.Name, StringComparer.Ordinal)
                .Select(member => $"{member.Name}={(member.Value.ValueKind == JsonValueKind.Object ? JsonSerializer.Serialize(member.Value, ValidatorJson.Default.JsonElement) : member.Value.GetString())}")));
            var streamed = stream.Blocks.Select(block => string.Join("|", block.OrderBy(member => member.Key, StringComparer.Ordinal).Select(member => $"{member.Key}={member.Value}")));
            Assert.Equal(streamed, content);
        }
    }
}
