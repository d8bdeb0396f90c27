using System.Text.Json;
using System.Text.Json.Nodes;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Tests.Execution.Backends;

/// <summary><c>count_tokens</c> of a session that is answered locally. Edge case 97.</summary>
public sealed class TokenCountingTests : IAsyncDisposable
{
    private const string Llama = """{"object":"list","data":[{"id":"tiny","owned_by":"llamacpp","meta":{"n_ctx":16384}}]}""";
    private const string Vllm = """{"object":"list","data":[{"id":"tiny","owned_by":"vllm","max_model_len":16384}]}""";
    private const string Sglang = """{"object":"list","data":[{"id":"tiny","owned_by":"sglang","max_model_len":16384}]}""";
    private const string LmStudio = """{"object":"list","data":[{"id":"tiny","owned_by":"organization_owner"}]}""";

    private readonly ModelRun _run = new();

    public ValueTask DisposeAsync() => _run.DisposeAsync();

    [Theory]
    [InlineData(Llama, "/v1/chat/completions/input_tokens")]
    [InlineData(Vllm, "/v1/messages/count_tokens")]
    public async Task TheServersOwnCountIsTakenWhereItHasOne(string models, string path) // edge case 97
    {
        Assert.Equal(1136, await CountAsync(models, async context =>
        {
            Assert.Equal(path, context.Request.Path.Value);
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("""{"input_tokens":1136}""");
        }));
    }

    [Theory]
    [InlineData(Llama, Dialect.Auto)]
    [InlineData(Llama, Dialect.Anthropic)]
    [InlineData(Vllm, Dialect.Auto)]
    [InlineData(Vllm, Dialect.Anthropic)]
    [InlineData(Sglang, Dialect.Auto)]
    public async Task WhatIsCountedIsWhatWouldBeSent(string models, Dialect dialect) // edge cases 97, 117
    {
        JsonNode? counted = null;
        string? path = null;
        await CountAsync(models, async context =>
        {
            path = context.Request.Path;
            counted = await JsonNode.ParseAsync(context.Request.Body);
            await context.Response.WriteAsync("""{"input_tokens":9}""");
        }, dialect, """
            "system":[{"type":"text","text":"x-anthropic-billing-header: cch=1;"},{"type":"text","text":"Be brief."}],"metadata":{"user_id":"u"},
            "tools":[{"name":"Read","input_schema":{"type":"object","properties":{}},"cache_control":{"type":"ephemeral"}},{"type":"web_search_20250305","name":"web_search"}],
            "messages":[{"role":"user","content":[{"type":"document","source":{"type":"text","media_type":"text/plain","data":"a plan"}},{"type":"text","text":"hi"}]},{"role":"system","content":"a note"}]
            """);

        var isChat = models == Llama && dialect == Dialect.Auto;
        Assert.Equal(isChat ? "/v1/chat/completions/input_tokens" : "/v1/messages/count_tokens", path);
        Assert.Equal("tiny", (string?)counted!["model"]);
        Assert.DoesNotContain("billing", counted.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("Read", (string?)(isChat ? Assert.Single(counted["tools"]!.AsArray())!["function"]! : Assert.Single(counted["tools"]!.AsArray())!)["name"]);
        var user = isChat ? counted["messages"]![1]! : Assert.Single(counted["messages"]!.AsArray())!;
        Assert.Equal("user", (string?)user["role"]);
        Assert.Equal("a plan\n\nhi\n\n<system-reminder>\na note\n</system-reminder>", (string?)(isChat ? user["content"] : Assert.Single(user["content"]!.AsArray())!["text"]));
    }

    [Theory]
    [InlineData(Llama, 404, "{}")]
    [InlineData(Llama, 503, """{"error":{"message":"Loading model"}}""")]
    [InlineData(Llama, 200, "<html>")]
    [InlineData(Llama, 200, """{"input_tokens":0}""")]
    [InlineData(LmStudio, 200, """{"error":"Unexpected endpoint or method. (POST /v1/messages/count_tokens). Returning 200 anyway","input_tokens":7}""")]
    public async Task WhatIsNoCountIsReplacedByOurs(string models, int status, string body) // edge case 97
    {
        Assert.InRange(await CountAsync(models, context =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body);
        }), 290, 400);
    }

    [Fact]
    public async Task AServerThatHangsIsNotWaitedFor() // edge case 97
    {
        Assert.InRange(await CountAsync(Llama, context => Task.Delay(Timeout.InfiniteTimeSpan, _run.Time, context.RequestAborted), hangs: true), 290, 400);
    }

    [Theory]
    [InlineData("/v1/messages/count_tokens")]
    [InlineData("/v1/messages/count_tokens?beta=true&x=1")]
    public async Task BeforeTheServerIsKnownNobodyIsLookedFor(string path) // edge cases 97, 110
    {
        await using var server = await FakeChatServer.StreamingAsync(ModelRun.Hello);
        await using var reply = await _run.SendAsync(server.Url, ModelRun.Request("""{"messages":[{"role":"user","content":"hi"}]}""", path));
        using var count = JsonDocument.Parse(await _run.ReadAsync(reply));

        Assert.InRange(count.RootElement.GetProperty("input_tokens").GetInt32(), 1, 30);
        Assert.Equal(0, server.ModelLists);
    }

    [Theory]
    [InlineData(1100, 1100, 1160)]
    [InlineData(1300, 1300, 1370)]
    [InlineData(90, 1200, 1300)] // what was not cached: no size of a prompt
    public async Task WhatAnAnswerTellsCorrectsTheNextCount(int told, int least, int most) // edge case 98
    {
        await using var server = await FakeChatServer.StreamingAsync(ModelRun.Hello.Replace("30", $"{told}", StringComparison.Ordinal));
        var backend = _run.Backend(ModelRun.Provider(server.Url));
        var messages = $$"""{"messages":[{"role":"user","content":"{{string.Concat(Enumerable.Repeat("word ", 1000))}}"}]}""";
        await using (var answered = await backend.SendAsync(ModelRun.Request(messages), default))
        {
            await _run.ReadAsync(answered);
        }

        await using var reply = await backend.SendAsync(ModelRun.Request(messages, "/v1/messages/count_tokens"), default);
        using var count = JsonDocument.Parse(await _run.ReadAsync(reply));
        Assert.InRange(count.RootElement.GetProperty("input_tokens").GetInt32(), least, most);
    }

    private async Task<int> CountAsync(string models, Func<HttpContext, Task> count, Dialect dialect = Dialect.Auto, string? members = null, bool hangs = false)
    {
        await using var server = await FakeChatServer.StreamingAsync(ModelRun.Hello);
        server.Models = models;
        var backend = _run.Backend(ModelRun.Provider(server.Url) with { Dialect = dialect });
        await using (await backend.SendAsync(ModelRun.Saying("hi"), default))
        {
        }

        // Only now: what the server is was asked at other addresses before.
        server.Other = count;

        members ??= $$"""
            "messages":[{"role":"user","content":"{{string.Concat(Enumerable.Repeat("word ", 300))}}"}]
            """;
        var request = ModelRun.Request($$"""{"model":"claude-sonnet-5-5",{{members}}}""", "/v1/messages/count_tokens");

        // Time passes only for a server that hangs: the limit would overtake one that answers.
        var counting = backend.SendAsync(request, default);
        await using var reply = await (hangs ? _run.PassTimeAsync(counting) : counting);
        using var answer = JsonDocument.Parse(await _run.ReadAsync(reply));
        Assert.Equal(200, reply.Status);
        return answer.RootElement.GetProperty("input_tokens").GetInt32();
    }
}
