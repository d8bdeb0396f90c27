using System.Text;
using System.Text.Json;
using ClaudeSidecar.Storage;

namespace ClaudeSidecar.Tests.Cli;

/// <summary>With the real program: what prompts are counted with is chosen once, for the whole process.</summary>
public sealed class VocabularyChoiceTests : IDisposable
{
    private readonly SidecarProgram _program = new();

    public void Dispose() => _program.Dispose();

    [Fact]
    public async Task PromptsAreCountedWithTheVocabularyThatWasChosen()
    {
        // Each byte is a token.
        var bytes = string.Concat(Enumerable.Range(0, 256).Select(i => $"{Convert.ToBase64String([(byte)i])} {i}\n"));
        Configure(_program.File("bytes.tiktoken", bytes));

        Assert.InRange(await CountAsync(), 3000, 6000);
    }

    [Fact]
    public async Task AVocabularyThatIsNoneIsNamedAndTheUsualOneCounts()
    {
        Configure(_program.File("broken.tiktoken", "YQ== 0\nnothing\n"));

        Assert.InRange(await CountAsync(), 300, 1500);
        Assert.Contains("broken.tiktoken: line 2 is not the token 1 in base64 and its id; prompts are counted with o200k_base", File.ReadAllText(Path.Combine(_program.Paths.Logs, "serve.log")), StringComparison.Ordinal);
        Assert.Contains("broken.tiktoken: line 2", (await _program.RunAsync("doctor")).Output, StringComparison.Ordinal);
    }

    private void Configure(string vocabulary) => _program.Configure($$"""
        {
          "listen": { "port": 0 },
          "context": { "vocabulary": {{JsonSerializer.Serialize(vocabulary)}} },
          "providers": [{ "name": "local", "dialect": "openai", "baseUrl": "http://127.0.0.1:2", "local": true }]
        }
        """);

    // Of 600 words of five letters and a space each.
    private async Task<int> CountAsync()
    {
        Assert.Equal(0, (await _program.RunAsync("ensure")).ExitCode);
        using var client = new HttpClient { BaseAddress = new(InstanceFile.ReadAlive(_program.Paths)!.BaseUrl) };
        var text = string.Concat(Enumerable.Repeat("hello ", 600));
        using var content = new StringContent($$"""{"model":"claude-sonnet-5","messages":[{"role":"user","content":"{{text}}"}]}""", Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri("/v1/messages/count_tokens", UriKind.Relative), content);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return body.RootElement.GetProperty("input_tokens").GetInt32();
    }
}
