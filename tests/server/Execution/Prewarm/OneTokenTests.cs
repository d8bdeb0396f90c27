using System.Text;
using System.Text.RegularExpressions;
using ClaudeSidecar.Execution.Convert;
using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Tests.Execution.Prewarm;

/// <summary>What is sent to have a prompt read is what a real request sends, but for the number of tokens wanted.</summary>
public sealed partial class OneTokenTests
{
    [Theory]
    [InlineData(Dialect.OpenAi, "llama-server")]
    [InlineData(Dialect.OpenAi, "vllm")]
    [InlineData(Dialect.Ollama, "ollama")]
    [InlineData(Dialect.Anthropic, "llama-server")]
    public void EveryOtherByteIsTheSame(Dialect dialect, string kind) // edge case 74
    {
        var options = new ConvertOptions { Model = "qwen3-coder:30b", Server = ServerKind.Of(kind), MaxTokens = _ => 8000 };
        var real = Convert(dialect, options);
        var warm = Convert(dialect, options with { OneToken = true });

        Assert.Equal(Most().Replace(real, "$1:1"), warm);
        Assert.NotEqual(real, warm);
    }

    [Fact]
    public void OneIsAskedForEvenWhereNoNumberWouldBe() =>
        Assert.Contains("\"max_tokens\":1,", Convert(Dialect.OpenAi, new() { Model = "m", OneToken = true }, """{"model":"x","messages":[{"role":"user","content":"hello"}]}"""), StringComparison.Ordinal);

    private static string Convert(Dialect dialect, ConvertOptions options, string? body = null)
    {
        Assert.True(ModelDialects.For(dialect).TryConvert(body is null ? GrowingSession.Request(3) : Encoding.UTF8.GetBytes(body), options, out var chat, out var problem), problem);
        return Encoding.UTF8.GetString(chat.Body.Span);
    }

    [GeneratedRegex("(\"max_tokens\"|\"num_predict\"):[0-9]+")]
    private static partial Regex Most();
}
