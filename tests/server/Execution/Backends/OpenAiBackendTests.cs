using System.Text;
using System.Text.Json;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Tests.Fakes;
using ClaudeSidecar.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Tests.Execution.Backends;

public sealed class OpenAiBackendTests : IDisposable
{
    private const string Hello =
        """
        data: {"choices":[{"index":0,"delta":{"role":"assistant","content":null}}]}

        data: {"choices":[{"index":0,"delta":{"content":"Hello"}}]}

        data: {"choices":[{"index":0,"delta":{"content":" there"},"finish_reason":"stop"}]}

        data: {"choices":[],"usage":{"prompt_tokens":30,"completion_tokens":3,"prompt_tokens_details":{"cached_tokens":10}}}

        data: [DONE]


        """;

    private readonly ManualTime _time = new();
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task AStreamIsAnsweredInAnthropicsForm()
    {
        await using var server = await FakeChatServer.StreamingAsync(Hello);
        await using var reply = await SendAsync(server.Url);

        var stream = StreamValidator.Read(await ReadAsync(reply));

        Assert.Equal((200, FailureKind.None), (reply.Status, reply.Failure));
        Assert.Equal("text/event-stream; charset=utf-8", reply.Headers.ContentType); // edge case 116
        Assert.StartsWith("req_sidecar_", reply.Headers["request-id"]);
        Assert.Equal("type=text|text=Hello there", stream.Content);
        Assert.Equal(("claude-sonnet-5-5", "end_turn", (20, 10, 3)), (stream.Model, stream.StopReason, stream.EndUsage));
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","stream":false""")]
    [InlineData(""","stream":null""")]
    public async Task ARequestThatDoesNotAskForAStreamGetsAWholeMessage(string stream) // edge cases 72, 96
    {
        await using var server = await FakeChatServer.StreamingAsync(Hello);
        await using var reply = await SendAsync(server.Url, Request("hi", stream));

        using var message = JsonDocument.Parse(await ReadAsync(reply));

        Assert.Equal("application/json", reply.Headers.ContentType);
        Assert.Equal("Hello there", message.RootElement.GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal("end_turn", message.RootElement.GetProperty("stop_reason").GetString());
        Assert.Equal(20, message.RootElement.GetProperty("usage").GetProperty("input_tokens").GetInt32());
    }

    [Fact]
    public async Task AServerThatAnswersWholeInsteadOfStreamingIsUnderstood()
    {
        await using var server = await FakeChatServer.AnsweringAsync(
            200, """{"choices":[{"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":1}}""");
        await using var reply = await SendAsync(server.Url);

        Assert.Equal("type=text|text=Hi", StreamValidator.Read(await ReadAsync(reply)).Content);
    }

    [Fact]
    public async Task TheClientsCredentialsAndHeadersStayHere() // edge case 59
    {
        await using var server = await FakeChatServer.StreamingAsync(Hello);
        await using var reply = await SendAsync(server.Url, headers: new HeaderDictionary
        {
            ["authorization"] = "Bearer client-secret",
            ["x-api-key"] = "client-key",
            ["cookie"] = "a=b",
            ["anthropic-beta"] = "oauth-2025-04-20",
            ["x-claude-code-session-id"] = "s",
        });

        var sent = Assert.Single(server.Headers);
        Assert.Equal(["Accept", "Content-Length", "Content-Type", "Host"], sent.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task AKeyOfOursIsSentAsBearer()
    {
        await using var server = await FakeChatServer.StreamingAsync(Hello);
        await using var reply = await SendAsync(server.Url, provider: Provider(server.Url) with { ApiKeyEnv = "LOCAL_KEY" });

        Assert.Equal("Bearer key-of-LOCAL_KEY", server.Headers[0]["Authorization"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/v1")]
    [InlineData("/v1/")]
    public async Task TheBaseMayEndWithTheVersionOrNot(string suffix)
    {
        await using var server = await FakeChatServer.StreamingAsync(Hello);
        await using var reply = await SendAsync(server.Url, provider: Provider(new Uri(server.Url, suffix)));

        Assert.Equal(200, reply.Status);
    }

    [Fact]
    public async Task AnErrorBeforeAnyContentIsAFailureThatAnotherBackendMayMakeGood() // edge case 28
    {
        await using var server = await FakeChatServer.StreamingAsync(
            "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\n\ndata: {\"error\":{\"message\":\"boom with secret prompt\"}}\n\n");
        await using var reply = await SendAsync(server.Url);

        Assert.Equal((0, FailureKind.ServerError), (reply.Status, reply.Failure));
        Assert.DoesNotContain("secret prompt", reply.FailureDetail);
    }

    [Theory] // edge case 27
    [InlineData("text/event-stream", "")]
    [InlineData("text/event-stream", "data: [DONE]\n\n")]
    [InlineData("text/html", "<html>hello</html>")]
    [InlineData("application/json", "[]")]
    [InlineData("application/json", "{}")]
    public async Task A200WithoutAnAnswerIsAFailure(string contentType, string body)
    {
        await using var server = await FakeChatServer.AnsweringAsync(200, body, contentType);
        await using var reply = await SendAsync(server.Url);

        Assert.Equal((0, FailureKind.BadAnswer), (reply.Status, reply.Failure));
    }

    [Fact]
    public async Task AStreamThatBreaksAfterTextEndsWithOneError() // edge case 25
    {
        await using var server = await FakeChatServer.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: {\"choices\":[{\"delta\":{\"content\":\"Hel\"}}]}\n\n");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, context.RequestAborted);
        });
        await using var reply = await SendAsync(server.Url);
        var pieces = reply.Body.GetAsyncEnumerator();
        var bytes = new MemoryStream();
        Assert.True(await pieces.MoveNextAsync());
        bytes.Write(pieces.Current.Span);
        var next = pieces.MoveNextAsync().AsTask();
        server.Kill();
        while (await next)
        {
            bytes.Write(pieces.Current.Span);
            next = pieces.MoveNextAsync().AsTask();
        }

        var stream = StreamValidator.Read(bytes.ToArray());
        Assert.NotNull(stream.Error);
        Assert.Null(stream.StopReason);
    }

    private Task<UpstreamReply> SendAsync(
        Uri url, string? body = null, HeaderDictionary? headers = null, ProviderOptions? provider = null, string path = "/v1/messages?beta=true", CancellationToken cancellationToken = default) =>
        Backend(provider ?? Provider(url)).SendAsync(
            new UpstreamRequest
            {
                Method = "POST",
                PathAndQuery = path,
                Headers = headers ?? [],
                Body = Encoding.UTF8.GetBytes(body ?? Request("hi")),
            },
            cancellationToken);

    private OpenAiBackend Backend(ProviderOptions provider) => new(
        provider, new LocalOptions(), new ContextOptions(), _http, _time, NullLogger<OpenAiBackend>.Instance, name => name == "LOCAL_KEY" ? "key-of-LOCAL_KEY" : null);

    private static ProviderOptions Provider(Uri url) => new() { Name = "local", BaseUrl = url, Model = "tiny", Local = true };

    private static string Request(string text, string more = ""","stream":true""") =>
        $$"""{"model":"claude-sonnet-5-5","max_tokens":1000,"messages":[{"role":"user","content":"{{text}}"}]{{more}}}""";

    private static async Task<byte[]> ReadAsync(UpstreamReply reply)
    {
        var bytes = new MemoryStream();
        await foreach (var piece in reply.Body)
        {
            bytes.Write(piece.Span);
        }

        return bytes.ToArray();
    }
}
