using System.Text;
using System.Text.Json;
using ClaudeSidecar.Tests.Fakes;
using ClaudeSidecar.Wire;

namespace ClaudeSidecar.Tests.Execution.Answers;

/// <summary>
/// Each answer of a server beside the <c>*.anthropic.sse</c> that it must become: recordings of a real llama-server, one file for each
/// irregularity that servers are known for, one for each family's own way to write calls. With the environment
/// variable GOLDEN_FOLDER the files are written there as they come out; what has changed is then read in the diff.
/// </summary>
public sealed class GoldenTests
{
    public static TheoryData<string> Names => [.. AnswerFile.Names];

    [Theory] // edge cases 76, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 90, 91 and 96
    [MemberData(nameof(Names))]
    public void EachAnswerBecomesTheSameStreamHoweverItIsCut(string name)
    {
        var file = new AnswerFile(name);
        if (Environment.GetEnvironmentVariable("GOLDEN_FOLDER") is { Length: > 0 } folder)
        {
            File.WriteAllBytes(Path.Combine(folder, file.ExpectedName), file.Stream(int.MaxValue));
            return;
        }

        var expected = file.Expected;
        foreach (var size in Enumerable.Range(1, Math.Min(file.Bytes.Length, 80)).Append(file.Bytes.Length))
        {
            Assert.Equal(expected, Encoding.UTF8.GetString(file.Stream(size)));
        }

        StreamValidator.Read(Encoding.UTF8.GetBytes(expected));
    }

    [Theory] // edge case 96
    [MemberData(nameof(Names))]
    public void TheWholeMessageSaysWhatTheStreamSays(string name)
    {
        var file = new AnswerFile(name);
        foreach (var showThinking in new[] { false, true })
        {
            var (bytes, outcome) = AnswerRun.Stream(file.Bytes, int.MaxValue, AnswerRun.Options(showThinking) with { Reader = file.NewReader() }, file.Framing, file.MediaType);
            var whole = AnswerRun.Whole(file.Bytes, AnswerRun.Options(showThinking) with { Reader = file.NewReader() }, file.Framing, file.MediaType);
            if (outcome.Kind != FailureKind.None)
            {
                Assert.Null(whole);
                Assert.True(bytes.Length == 0 || StreamValidator.Read(bytes).Error is not null);
                continue;
            }

            var stream = StreamValidator.Read(bytes);
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
