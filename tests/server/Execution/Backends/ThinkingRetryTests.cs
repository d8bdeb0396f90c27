using System.Net;
using System.Text;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Wire.Anthropic;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Tests.Execution.Backends;

/// <summary>Anthropic refuses the reasoning in a history: the same request goes there once more without any (edge case 54).</summary>
public sealed class ThinkingRetryTests
{
    private const string Request = """
        { "model":"claude-sonnet-5-5", "thinking":{"type":"adaptive"},"context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"all"}]},"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"thinking","thinking":"Hm.","signature":"Other=="},{"type":"text","text":"é"}]},{"role":"user","content":"go on"}],"max_tokens":9 }
        """;

    private const string Plain = """
        { "model":"claude-sonnet-5-5", "messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"text","text":"é"}]},{"role":"user","content":"go on"}],"max_tokens":9 }
        """;

    [Theory] // edge case 54
    [InlineData("messages.1.content.0: Invalid `signature` in `thinking` block")]
    [InlineData("messages.1.content.0: Invalid `data` in `redacted_thinking` block")]
    [InlineData("messages.1.content.0.thinking.signature: Field required")]
    [InlineData("messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`. When `thinking` is enabled, a final `assistant` message must start with a thinking block")]
    [InlineData("`thinking` or `redacted_thinking` blocks in the latest assistant message cannot be modified")]
    public async Task ARefusedHistoryGoesOutOnceMoreWithoutItsReasoning(string message)
    {
        using var network = new Network((400, Error(message)), (200, "{}"));
        await using var reply = await SendAsync(network, Request);

        Assert.Equal(200, reply.Status);
        Assert.Equal([Request, Plain], network.Bodies);
    }

    [Fact] // edge case 54
    public async Task TheSecondRefusalIsTheClientsToSeeToTheByte()
    {
        var second = " " + Error("messages.1.content.0: Invalid `signature` in `thinking` block, again");
        using var network = new Network((400, Error("Invalid `signature` in `thinking` block")), (400, second));
        await using var reply = await SendAsync(network, Request);

        Assert.Equal((400, second, 2), (reply.Status, await TextAsync(reply), network.Bodies.Count));
    }

    [Theory] // edge case 54: nothing else is sent twice
    [InlineData(400, "prompt is too long: 208310 tokens > 200000 maximum", Request)]
    [InlineData(403, "Invalid `signature` in `thinking` block", Request)]
    [InlineData(400, "Invalid `signature` in `thinking` block", """{"model":"m","messages":[{"role":"user","content":"hi"}]}""")]
    public async Task AnyOtherRefusalIsShownAtOnce(int status, string message, string request)
    {
        using var network = new Network((status, Error(message)));
        await using var reply = await SendAsync(network, request);

        Assert.Equal((status, Error(message), 1), (reply.Status, await TextAsync(reply), network.Bodies.Count));
    }

    [Theory] // edge case 57
    [InlineData(null, """{ "a":1, "model" : "claude-x" ,"messages":[] }""")]
    [InlineData("claude-opus-5", """{ "a":1, "model" : "claude-opus-5" ,"messages":[] }""")]
    public async Task WithAKeyOfOursOnlyAConfiguredModelIsPutIn(string? model, string expected)
    {
        using var network = new Network((200, "{}"));
        await using var reply = await SendAsync(network, """{ "a":1, "model" : "claude-x" ,"messages":[] }""", model);

        Assert.Equal([expected], network.Bodies);
    }

    private static string Error(string message) => $$$"""{"type":"error","error":{"type":"invalid_request_error","message":"{{{message}}}"}}""";

    private static Task<UpstreamReply> SendAsync(Network network, string body, string? model = null)
    {
        var provider = new ProviderOptions { Name = "claude", BaseUrl = new("https://api.anthropic.com"), Dialect = Dialect.Anthropic, Credentials = CredentialKind.Key, Model = model };
        return new AnthropicBackend(provider, new HttpMessageInvoker(network), TimeProvider.System).SendAsync(
            new() { Method = "POST", PathAndQuery = "/v1/messages", Headers = new HeaderDictionary(), Body = Encoding.UTF8.GetBytes(body), Head = new MessagesHead() },
            CancellationToken.None);
    }

    private static async Task<string> TextAsync(UpstreamReply reply)
    {
        var text = new MemoryStream();
        await foreach (var piece in reply.Body)
        {
            text.Write(piece.Span);
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }

    private sealed class Network(params (int Status, string Body)[] answers) : HttpMessageHandler
    {
        public List<string> Bodies { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Bodies.Add(await request.Content!.ReadAsStringAsync(cancellationToken));
            var (status, body) = answers[Bodies.Count - 1];
            return new HttpResponseMessage((HttpStatusCode)status) { RequestMessage = request, Content = new StringContent(body) };
        }
    }
}
