using System.Text;
using System.Text.Json;
using ClaudeSidecar.Execution.Continuation;

namespace ClaudeSidecar.Tests.Execution.Continuation;

public sealed class ContinuationRequestTests
{
    private const string Body = """{ "model": "m", "messages": [ {"role":"user","content":[{"type":"text","text":"a]b","role":"assistant"}]} ] , "stream":true}""";

    [Fact] // edge case 56
    public void TheTextSoFarBecomesTheAssistantsLastMessage()
    {
        var messages = Messages(Ask(Body, "So \"far\"\n ", inWords: false));

        Assert.Equal(["user", "assistant"], messages.Select(message => message.GetProperty("role").GetString()));
        Assert.Equal("So \"far\"", messages[^1].GetProperty("content")[0].GetProperty("text").GetString());
    }

    [Fact]
    public void WhereAnAnswerMayNotBeBegunItIsAskedForInWords()
    {
        var messages = Messages(Ask(Body, "So far", inWords: true));

        Assert.Equal(["user", "assistant", "user"], messages.Select(message => message.GetProperty("role").GetString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    public void WithoutTextTheRequestStaysAsItIs(string text) => Assert.Equal(Body, Ask(Body, text, inWords: false));

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"a"},{"content":"b","role":"assistant"}]}""")]
    [InlineData("""{"messages":{}}""")]
    [InlineData("""{"messages":[]}""")]
    [InlineData("""{"messages":[{"role":7}]}""")]
    [InlineData("""{"model":"m"}""")]
    [InlineData("""{"messages":[{"role":""")]
    public void ARequestThatTakesNoSuchMessageIsLeftAlone(string body) =>
        Assert.Null(ContinuationRequest.For(Encoding.UTF8.GetBytes(body), "So far", inWords: false));

    private static string Ask(string body, string text, bool inWords) =>
        Encoding.UTF8.GetString(ContinuationRequest.For(Encoding.UTF8.GetBytes(body), text, inWords)!.Value.Span);

    private static JsonElement[] Messages(string body) => [.. JsonDocument.Parse(body).RootElement.GetProperty("messages").EnumerateArray()];
}
