using System.Text;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Execution.Answers;

/// <summary>
/// Each <c>*.server-anthropic.*</c> beside the <c>*.anthropic.sse</c> that it must become: recordings of a real llama-server, and one file for
/// each irregularity of servers that speak Anthropic's dialect and are not Anthropic (local-servers 1.1–1.5). Edge cases 78–82, 86–91.
/// </summary>
public sealed class AnthropicAnswerTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Execution", "Answers", "fixtures");

    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.server-anthropic.*").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void EachAnswerBecomesTheSameStreamHoweverItIsCut(string name)
    {
        var server = File.ReadAllBytes(Path.Combine(Folder, name));
        var file = Path.Combine(Folder, name[..name.IndexOf('.', StringComparison.Ordinal)] + ".anthropic.sse");
        var expected = File.ReadAllText(file);

        foreach (var size in Enumerable.Range(1, Math.Min(server.Length, 80)).Append(server.Length))
        {
            Assert.Equal(expected, Encoding.UTF8.GetString(new AnswerFile(name).Stream(size)));
        }

        StreamValidator.Read(Encoding.UTF8.GetBytes(expected));
    }
}
