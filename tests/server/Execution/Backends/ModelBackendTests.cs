using System.Text;
using System.Text.Json;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Execution.Discovery;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Tests.Fakes;
using ClaudeSidecar.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Tests.Execution.Backends;

public sealed class ModelBackendTests : IDisposable
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

    [Fact]
    public async Task TheKeyGoesToNoOtherAddressThanItsOwn() // edge case 59
    {
        await using var server = await FakeChatServer.StreamingAsync(Hello);
        var gone = await FakeChatServer.StreamingAsync("");
        var configured = gone.Url;
        await gone.DisposeAsync();
        var backend = new ModelBackend(
            Provider(configured) with { ApiKeyEnv = "LOCAL_KEY", Discovered = true },
            new LocalOptions(), new ContextOptions(), _http, _time, NullLogger<ModelBackend>.Instance,
            name => name == "OLLAMA_HOST" ? server.Url.Authority : "secret");
        await using var reply = await backend.SendAsync(Upstream(Request("hi")), default);

        Assert.False(Assert.Single(server.Headers).ContainsKey("Authorization"));
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

    [Fact]
    public async Task AServerThatSendsNoHeadersTimesOut() // edge case 29
    {
        await using var server = await FakeChatServer.StartAsync(context => Task.Delay(Timeout.InfiniteTimeSpan, _time, context.RequestAborted));
        var sending = SendAsync(server.Url, Request("hi", ""));
        await server.Asked.Task;
        await AdvanceUntilAsync(sending);

        Assert.Equal(FailureKind.TimedOut, (await sending).Failure);
    }

    [Fact]
    public async Task AClientThatLeavesFreesTheServer() // edge case 31
    {
        await using var server = await FakeChatServer.StartAsync(context => Task.Delay(Timeout.InfiniteTimeSpan, _time, context.RequestAborted));
        using var client = new CancellationTokenSource();
        var sending = SendAsync(server.Url, cancellationToken: client.Token);
        await server.Asked.Task;
        await client.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        await server.Aborted.Task;
    }

    [Fact]
    public async Task AReplyThatIsLetGoFreesTheServer() // edge case 31
    {
        await using var server = await FakeChatServer.StartAsync(async context =>
        {
            await context.Response.WriteAsync("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\n");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, context.RequestAborted);
        });
        await using (await SendAsync(server.Url))
        {
        }

        await server.Aborted.Task;
    }

    [Theory]
    [InlineData(400, """{"error":{"code":400,"message":"request (24071 tokens) exceeds the available context size (8192 tokens), try increasing it","type":"exceed_context_size_error","n_prompt_tokens":24071,"n_ctx":8192}}""",
        400, FailureKind.TooLong, "prompt is too long: 24071 tokens > 8192 maximum")] // edge case 107, here and below
    [InlineData(400, """{"object":"error","message":"This model's maximum context length is 40960 tokens. However, you requested 32000 output tokens and your prompt contains at least 8961 input tokens, for a total of at least 40961 tokens.","code":400}""",
        400, FailureKind.TooLong, "prompt is too long: 40961 tokens > 40960 maximum")]
    [InlineData(400, """{"error":"The number of tokens to keep from the initial prompt is greater than the context length (n_keep: 13055>= n_ctx: 4096)."}""",
        400, FailureKind.TooLong, "prompt is too long: 13055 tokens > 4096 maximum")]
    [InlineData(400, """{"object":"error","message":"The input (9000 tokens) is longer than the model's context length (8192 tokens).","type":"BadRequestError","code":400}""",
        400, FailureKind.TooLong, "prompt is too long: 9000 tokens > 8192 maximum")]
    [InlineData(500, """{"error":{"message":"prompt too long; exceeded max context length by 7 tokens"}}""", 400, FailureKind.TooLong, "prompt is too long: ")]
    [InlineData(404, """{"error":{"message":"model \"tiny\" not found","type":"not_found_error"}}""", 404, FailureKind.Rejected, "does not have the model tiny")]
    [InlineData(401, """{"error":{"message":"Invalid API Key","type":"authentication_error","code":401}}""", 503, FailureKind.Unauthorised, "apiKeyEnv")]
    [InlineData(402, """{"error":{"message":"Insufficient Balance","type":"unknown_error"}}""", 402, FailureKind.OutOfCredits, "Insufficient Balance")]
    [InlineData(529, "slow down", 529, FailureKind.Overloaded, "slow down")]
    [InlineData(500, """{"error":{"code":500,"message":"image input is not supported"}}""", 500, FailureKind.ServerError, "image input")]
    [InlineData(422, """{"detail":[{"msg":"bad"}]}""", 422, FailureKind.Rejected, "bad")]
    [InlineData(502, "<html>Bad Gateway</html>", 502, FailureKind.ServerError, "Bad Gateway")]
    [InlineData(302, "", 502, FailureKind.BadAnswer, "302")]
    public async Task EveryRefusalBecomesAnErrorOfAnthropics(int status, string body, int expected, FailureKind failure, string words) // edge case 87
    {
        await using var server = await FakeChatServer.AnsweringAsync(status, body);
        await using var reply = await SendAsync(server.Url);
        using var error = JsonDocument.Parse(await ReadAsync(reply));

        Assert.Equal((expected, failure), (reply.Status, reply.Failure));
        Assert.Equal("application/json", reply.Headers.ContentType); // edge case 116
        Assert.Equal("error", error.RootElement.GetProperty("type").GetString());
        Assert.Equal(reply.Headers["request-id"], error.RootElement.GetProperty("request_id").GetString());
        Assert.Contains(words, error.RootElement.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARefusalIsLoggedWithoutTheServersWords() // edge case 127
    {
        await using var server = await FakeChatServer.AnsweringAsync(500, """{"error":{"message":"cannot parse: my secret prompt"}}""");
        await using var reply = await SendAsync(server.Url);

        Assert.DoesNotContain("secret", reply.FailureDetail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NobodyThereIsAFailureToReach() // edge case 29
    {
        var server = await FakeChatServer.StreamingAsync(Hello);
        var url = server.Url;
        await server.DisposeAsync();
        await using var reply = await SendAsync(url);

        Assert.Equal((0, FailureKind.Unreachable), (reply.Status, reply.Failure));
        Assert.Contains("refused the connection", reply.FailureDetail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutAConfiguredModelTheFirstUsableOneIsAskedAndRemembered() // edge case 99
    {
        await using var server = await FakeChatServer.StreamingAsync(Hello);
        server.Models = """{"object":"list","data":[{"id":"glm-5:cloud"},{"id":"nomic-embed-text"},{"id":"qwen3-coder","max_model_len":9000}]}""";
        var backend = Backend(Provider(server.Url) with { Model = null });
        for (var i = 0; i < 2; i++)
        {
            await using var reply = await backend.SendAsync(Upstream(Request("hi").Replace("1000", "64000", StringComparison.Ordinal)), default);
            Assert.Equal(200, reply.Status);
        }

        Assert.Equal(1, server.ModelLists);
        Assert.Equal("qwen3-coder", (string)server.Chats[0]["model"]!);
        Assert.InRange((int)server.Chats[0]["max_tokens"]!, 8900, 9000); // edge case 71
    }

    [Fact]
    public async Task TokensAreCountedHere() // edge case 97
    {
        await using var reply = await SendAsync(new Uri("http://127.0.0.1:1"), path: "/v1/messages/count_tokens?beta=true");
        using var count = JsonDocument.Parse(await ReadAsync(reply));

        Assert.InRange(count.RootElement.GetProperty("input_tokens").GetInt32(), 1, 30);
    }

    [Theory]
    [InlineData("/v1/files", "{}", 404)] // edge case 110
    [InlineData("/v1/messages", "{}", 400)] // edge case 113
    [InlineData("/v1/messages", "no json", 400)]
    public async Task WhatCannotBeServedIsRefusedInAnthropicsForm(string path, string body, int status)
    {
        await using var reply = await SendAsync(new Uri("http://127.0.0.1:1"), body, path: path);
        using var error = JsonDocument.Parse(await ReadAsync(reply));

        Assert.Equal((status, FailureKind.Rejected), (reply.Status, reply.Failure));
        Assert.Equal("error", error.RootElement.GetProperty("type").GetString());
    }

    // Time passes until the work is done; between two steps the sockets get their turn.
    private async Task AdvanceUntilAsync(Task work)
    {
        while (!work.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Run(() => { });
        }
    }

    private Task<UpstreamReply> SendAsync(
        Uri url, string? body = null, HeaderDictionary? headers = null, ProviderOptions? provider = null, string path = "/v1/messages?beta=true", CancellationToken cancellationToken = default) =>
        Backend(provider ?? Provider(url)).SendAsync(
            Upstream(body ?? Request("hi"), headers, path), cancellationToken);

    private static UpstreamRequest Upstream(string body, HeaderDictionary? headers = null, string path = "/v1/messages?beta=true") =>
        new() { Method = "POST", PathAndQuery = path, Headers = headers ?? [], Body = Encoding.UTF8.GetBytes(body) };

    private ModelBackend Backend(ProviderOptions provider) => new(
        provider, new LocalOptions(), new ContextOptions(), _http, _time, NullLogger<ModelBackend>.Instance, name => name == "LOCAL_KEY" ? "key-of-LOCAL_KEY" : null);

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
