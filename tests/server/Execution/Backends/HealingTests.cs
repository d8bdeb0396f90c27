using System.Text.Json.Nodes;
using ClaudeSidecar.Tests.Fakes;
using ClaudeSidecar.Wire;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Tests.Execution.Backends;

/// <summary>A refusal that can be helped is answered in the same request; what helped is remembered for the model.</summary>
public sealed class HealingTests : IAsyncDisposable
{
    private const string Grammar = """{"error":{"code":400,"message":"Failed to initialize samplers: failed to parse grammar"}}""";
    private const string Images = """{"error":{"code":500,"message":"image input is not supported - hint: you may need to provide the mmproj"}}""";
    private const string Order = """{"error":{"code":500,"message":"Jinja Exception: System message must be at the beginning."}}""";
    private const string Field = """{"error":{"message":"Extra inputs are not permitted: stream_options"}}""";
    private const string Overflow = """{"error":{"code":400,"message":"request (24000 tokens) exceeds the available context size (8192 tokens), try increasing it","type":"exceed_context_size_error","n_prompt_tokens":24000,"n_ctx":8192}}""";

    private const string Picture = """
        {"role":"user","content":[{"type":"text","text":"look"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}}]}
        """;

    private const string Tools = """
        ,"tools":[{"name":"Bash","input_schema":{"type":"object","properties":{"command":{"type":"string","pattern":"^a(?!b)","maxLength":70000}}}}]
        """;

    private readonly ModelRun _run = new();

    public ValueTask DisposeAsync() => _run.DisposeAsync();

    [Fact]
    public async Task AModelThatSeesNoImagesIsAskedAgainWithoutThem() // edge case 65
    {
        await using var server = await FakeChatServer.AnsweringInTurnAsync((500, Images), (200, ModelRun.Hello));
        var backend = _run.Backend(ModelRun.Provider(server.Url));
        await using var reply = await backend.SendAsync(ModelRun.Messages(Picture), default);
        await using var next = await backend.SendAsync(ModelRun.Messages(Picture), default);

        Assert.Equal((200, 200), (reply.Status, next.Status));
        Assert.Equal([true, false, false], server.Chats.Select(chat => chat.ToJsonString().Contains("image_url", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task ARefusalThatSpeaksOfImagesWithoutAnyStands() // edge case 65
    {
        await using var server = await FakeChatServer.AnsweringAsync(500, Images);
        await using var reply = await _run.SendAsync(server.Url, ModelRun.Saying("hi"));

        Assert.Equal((500, FailureKind.ServerError), (reply.Status, reply.Failure));
        Assert.Single(server.Chats);
    }

    [Fact]
    public async Task ASchemaThatNoGrammarCanBeMadeOfIsSentPlainer() // edge case 67
    {
        await using var server = await FakeChatServer.AnsweringInTurnAsync((400, Grammar), (200, ModelRun.Hello));
        await using var reply = await _run.SendAsync(server.Url, ModelRun.Saying("hi", Tools));

        Assert.Equal((200, 2), (reply.Status, server.Chats.Count));
        Assert.Equal("string", (string)server.Chats[1]["tools"]![0]!["function"]!["parameters"]!["properties"]!["command"]!["type"]!);
        Assert.Contains(_run.Log.Lines, line => line.StartsWith("LocalAskedAgain", StringComparison.Ordinal) && line.Contains("PlainSchemas", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ATemplateThatWantsAnotherOrderGetsIt() // edge case 73
    {
        const string Aside = """{"role":"user","content":"hi"},{"role":"assistant","content":"yes"},{"role":"system","content":"note"},{"role":"user","content":"go"}""";
        await using var server = await FakeChatServer.AnsweringInTurnAsync((500, Order), (200, ModelRun.Hello));
        await using var reply = await _run.SendAsync(server.Url, ModelRun.Messages(Aside));

        var roles = server.Chats[1]["messages"]!.AsArray().Select(message => (string)message!["role"]!).ToList();
        Assert.Equal((200, 2), (reply.Status, server.Chats.Count));
        Assert.DoesNotContain("system", roles.Skip(1));
    }

    [Fact]
    public async Task AFieldThatIsRefusedIsLeftOutFromThenOn() // edge case 70
    {
        await using var server = await FakeChatServer.AnsweringInTurnAsync((400, Field), (200, ModelRun.Hello));
        var backend = _run.Backend(ModelRun.Provider(server.Url));
        await using var reply = await backend.SendAsync(ModelRun.Saying("hi"), default);
        await using var next = await backend.SendAsync(ModelRun.Saying("hi"), default);

        Assert.Equal([true, false, false], server.Chats.Select(chat => chat["stream_options"] is not null));
    }

    [Fact]
    public async Task WhatIsRefusedAgainAllTheSameIsNotAskedAThirdTime()
    {
        await using var server = await FakeChatServer.AnsweringAsync(400, Grammar);
        await using var reply = await _run.SendAsync(server.Url, ModelRun.Saying("hi", Tools));

        Assert.Equal((400, FailureKind.Rejected), (reply.Status, reply.Failure));
        Assert.Equal(2, server.Chats.Count);
    }

    [Fact]
    public async Task ThreeRemediesAreTheMost()
    {
        await using var server = await FakeChatServer.AnsweringInTurnAsync((400, Grammar), (500, Order), (400, Field), (500, Images), (200, ModelRun.Hello));
        await using var reply = await _run.SendAsync(server.Url, ModelRun.Messages(Picture, Tools));

        Assert.Equal(500, reply.Status);
        Assert.Equal(4, server.Chats.Count);
    }

    [Fact]
    public async Task WhatDidNotHelpIsNotRemembered()
    {
        await using var server = await FakeChatServer.AnsweringInTurnAsync((500, Images), (500, "{}"), (200, ModelRun.Hello));
        var backend = _run.Backend(ModelRun.Provider(server.Url));
        await using var refused = await backend.SendAsync(ModelRun.Messages(Picture), default);
        await using var answered = await backend.SendAsync(ModelRun.Messages(Picture), default);

        Assert.Equal((500, 200), (refused.Status, answered.Status));
        Assert.Contains("image_url", server.Chats[2].ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnOverflowIsShortenedAndAskedOnceMore() // edge case 107
    {
        await using var server = await FakeChatServer.AnsweringInTurnAsync((400, Overflow), (200, ModelRun.Hello));
        server.Models = "{}";
        await using var reply = await _run.SendAsync(server.Url, ModelRun.Messages(LongHistory()));

        Assert.Equal("type=text|text=Hello", StreamValidator.Read(await _run.ReadAsync(reply)).Content);
        var (whole, cut) = (server.Chats[0].ToJsonString(), server.Chats[1].ToJsonString());
        Assert.True(cut.Length < whole.Length / 3, $"{cut.Length} of {whole.Length}");
        Assert.Contains("the first task", cut, StringComparison.Ordinal); // edge case 101
        Assert.Contains("the last words", cut, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AfterAnOverflowTheNextTurnFitsAtOnceAndBeginsTheSame() // edge cases 102, 107
    {
        await using var server = await FakeChatServer.AnsweringInTurnAsync((400, Overflow), (200, ModelRun.Hello));
        server.Models = "{}";
        var backend = _run.Backend(ModelRun.Provider(server.Url));
        await using var reply = await backend.SendAsync(ModelRun.Messages(LongHistory()), default);
        await using var next = await backend.SendAsync(
            ModelRun.Messages(LongHistory() + """,{"role":"assistant","content":"done"},{"role":"user","content":"and one more"}"""), default);

        Assert.Equal(3, server.Chats.Count);
        var before = server.Chats[1]["messages"]!.AsArray();
        var after = server.Chats[2]["messages"]!.AsArray();
        Assert.Equal(before.Select(Text), after.Take(before.Count).Select(Text));
    }

    [Fact]
    public async Task WhatCannotBeShortenedTellsTheClientToCompact() // edge cases 103, 107
    {
        await using var server = await FakeChatServer.AnsweringAsync(400, Overflow);
        await using var reply = await _run.SendAsync(server.Url, ModelRun.Saying("hi"));

        Assert.Equal((400, FailureKind.TooLong), (reply.Status, reply.Failure));
        Assert.Equal("prompt is too long: 24000 tokens > 8192 maximum", await _run.ErrorAsync(reply));
    }

    [Fact]
    public async Task WhereOnlyTheRoomForTheAnswerWasTooMuchNothingIsCut() // edge case 71
    {
        const string Sum = """{"object":"error","message":"This model's maximum context length is 40960 tokens. However, you requested 64000 output tokens and your prompt contains at least 20 input tokens, for a total of at least 64020 tokens.","code":400}""";
        await using var server = await FakeChatServer.AnsweringInTurnAsync((400, Sum), (200, ModelRun.Hello));
        server.Models = """{"object":"list","data":[{"id":"tiny","owned_by":"vllm"}]}""";
        await using var reply = await _run.SendAsync(server.Url, ModelRun.Request("""{"model":"claude-sonnet-5-5","max_tokens":64000,"stream":true,"messages":[{"role":"user","content":"hi"}]}"""));

        Assert.Equal((200, 64000), (reply.Status, (int)server.Chats[0]["max_tokens"]!));
        Assert.InRange((int)server.Chats[1]["max_tokens"]!, 8192, 40960);
        Assert.Equal(server.Chats[0]["messages"]!.ToJsonString(), server.Chats[1]["messages"]!.ToJsonString());
    }

    [Fact]
    public async Task AnOverflowToldAsTheFirstEventCountsAsIfItHadBeenTheStatus() // edge cases 87, 107
    {
        await using var server = await FakeChatServer.AnsweringInTurnAsync(
            (200, "data: {\"error\":{\"code\":500,\"message\":\"Context size has been exceeded.\",\"type\":\"server_error\"}}\n\n"), (200, ModelRun.Hello));
        await using var reply = await _run.SendAsync(server.Url, ModelRun.Messages(LongHistory()));

        Assert.Equal("type=text|text=Hello", StreamValidator.Read(await _run.ReadAsync(reply)).Content);
        Assert.True(server.Chats[1].ToJsonString().Length < server.Chats[0].ToJsonString().Length);
    }

    [Fact]
    public async Task AContextThatRunsOutInTheMiddleEndsTheStreamWithOneError() // edge cases 25, 87
    {
        await using var server = await FakeChatServer.StreamingAsync(
            "data: {\"choices\":[{\"delta\":{\"content\":\"Hel\"}}]}\n\ndata: {\"error\":{\"code\":500,\"message\":\"Context size has been exceeded.\"}}\n\n");
        await using var reply = await _run.SendAsync(server.Url, ModelRun.Saying("hi"));

        var stream = StreamValidator.Read(await _run.ReadAsync(reply));

        Assert.Contains("Context size has been exceeded", stream.Error, StringComparison.Ordinal);
        Assert.NotEqual(FailureKind.None, reply.Outcome!());
    }

    [Fact]
    public async Task WhatSurelyDoesNotFitIsShortenedBeforeItIsAsked() // edge case 100
    {
        await using var server = await FakeChatServer.StreamingAsync(ModelRun.Hello);
        var provider = ModelRun.Provider(server.Url) with { ContextWindow = 8192 };
        await using var reply = await _run.Backend(provider).SendAsync(ModelRun.Messages(LongHistory()), default);

        Assert.Equal(200, reply.Status);
        Assert.InRange(Assert.Single(server.Chats)["messages"]!.ToJsonString().Length, 1000, 8192 * 4);
    }

    [Fact]
    public async Task ToolsThatAreTooMuchAreToldInFewerWords()
    {
        await using var server = await FakeChatServer.StreamingAsync(ModelRun.Hello);
        var tools = $$""","tools":[{"name":"Bash","description":"Runs it. {{new string('x', 200_000)}}","input_schema":{"type":"object"} }]""";
        await using var reply = await _run.Backend(ModelRun.Provider(server.Url) with { ContextWindow = 8192 }).SendAsync(ModelRun.Saying("hi", tools), default);

        Assert.Equal(200, reply.Status);
        Assert.InRange(((string?)server.Chats[0]["tools"]![0]!["function"]!["description"])!.Length, 8, 400);
    }

    [Fact]
    public async Task AMessageThatAloneExceedsTheWindowIsToldWithNumbers() // edge case 103
    {
        await using var server = await FakeChatServer.StreamingAsync(ModelRun.Hello);
        var words = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"word {i} "));
        await using var reply = await _run.Backend(ModelRun.Provider(server.Url) with { ContextWindow = 8192 }).SendAsync(ModelRun.Saying(words), default);

        Assert.Equal((400, FailureKind.TooLong), (reply.Status, reply.Failure));
        Assert.Matches("^prompt is too long: [0-9]{5} tokens > 8192 maximum$", await _run.ErrorAsync(reply));
        Assert.Empty(server.Chats);
    }

    [Fact]
    public async Task AMissingModelIsNamedWithWhatThereIsAndHowToGetIt()
    {
        await using var server = await FakeChatServer.AnsweringAsync(404, """{"error":"model \"tiny\" not found, try pulling it first"}""");
        server.Models = """{"object":"list","data":[{"id":"qwen3:8b","owned_by":"library"},{"id":"glm-4.5","owned_by":"library"}]}""";
        await using var reply = await _run.SendAsync(server.Url, ModelRun.Saying("hi"));

        Assert.Equal((404, FailureKind.Rejected), (reply.Status, reply.Failure));
        Assert.Equal(
            $"Ollama at {server.Url.GetLeftPart(UriPartial.Authority)} does not have the model tiny. It has: qwen3:8b, glm-4.5. Get it with: ollama pull tiny", await _run.ErrorAsync(reply));
    }

    [Fact]
    public async Task AServerThatGoesOnAfterTheEndIsCutOff() // edge case 85
    {
        await using var server = await FakeChatServer.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(ModelRun.Hello);
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync("data: {\"choices\":[{\"delta\":{\"content\":\"more \"}}]}\n\n");
            }
        });
        await using (var reply = await _run.SendAsync(server.Url, ModelRun.Saying("hi")))
        {
            Assert.Equal("type=text|text=Hello", StreamValidator.Read(await _run.ReadAsync(reply)).Content);
        }

        await server.Aborted.Task;
    }

    // About 24 000 tokens: a first task, rounds with long results, and the user's last words.
    private static string LongHistory()
    {
        var messages = new List<string> { """{"role":"user","content":"the first task"}""" };
        for (var i = 0; i < 12; i++)
        {
            messages.Add($$$"""{"role":"assistant","content":[{"type":"tool_use","id":"toolu_{{{i}}}","name":"Read","input":{"file":"{{{i}}}.cs"}}]}""");
            messages.Add($$$"""{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_{{{i}}}","content":"{{{new string((char)('a' + i), 7000)}}}"}]}""");
        }

        messages.Add("""{"role":"assistant","content":"I have read them all."}""");
        messages.Add("""{"role":"user","content":"the last words"}""");
        return string.Join(',', messages);
    }

    private static string Text(JsonNode? message) => message!.ToJsonString();
}
