using System.Text.Json.Nodes;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Tests.Execution.Backends;
using ClaudeSidecar.Tests.Fakes;
using ClaudeSidecar.Wire;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Tests.Execution.Dialects;

/// <summary>Ollama's own dialect, there and back over a real socket (local-servers 1.1, 3.1).</summary>
public sealed class OllamaDialectTests : IAsyncDisposable
{
    private const string Answer =
        """
        {"model":"m","message":{"role":"assistant","content":"","thinking":"hm"},"done":false}
        {"model":"m","message":{"role":"assistant","content":"Hel"},"done":false}
        {"model":"m","message":{"role":"assistant","content":"lo"},"done":false}
        {"model":"m","message":{"role":"assistant","content":"","tool_calls":[{"id":"call_1","function":{"index":0,"name":"Bash","arguments":{"command":"ls"}}}]},"done":false}
        {"model":"m","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","prompt_eval_count":77,"eval_count":9}

        """;

    private const string Tools = ""","tools":[{"name":"Bash","input_schema":{"type":"object","properties":{"command":{"type":"string"}}}}]""";

    private readonly ModelRun _run = new();

    public ValueTask DisposeAsync() => _run.DisposeAsync();

    [Fact]
    public async Task AnAnswerInLinesBecomesAnthropicsStream()
    {
        await using var server = await StartAsync(Answer);
        await using var reply = await _run.SendAsync(server.Url, ModelRun.Saying("hi", Tools));

        var stream = StreamValidator.Read(await _run.ReadAsync(reply));

        Assert.Equal(["text", "tool_use"], stream.Blocks.Select(block => (string)block["type"]));
        Assert.Contains("Hello", stream.Content, StringComparison.Ordinal);
        Assert.Contains("""{"command":"ls"}""", stream.Content, StringComparison.Ordinal);
        Assert.Equal(("tool_use", (77, 0, 9)), (stream.StopReason, stream.EndUsage)); // edge cases 86, 90
    }

    [Fact]
    public async Task TheRequestForbidsSilentCutsAndKeepsTheModelLoaded() // edge case 99
    {
        await using var server = await StartAsync(Answer);
        await using var reply = await _run.SendAsync(server.Url, ModelRun.Saying("hi", ""","temperature":0.5,"top_k":7,"stop_sequences":["END"],"thinking":{"type":"disabled"}"""));

        var sent = server.Chats[0];
        Assert.Equal((false, false, "30m", true), ((bool)sent["truncate"]!, (bool)sent["shift"]!, (string)sent["keep_alive"]!, (bool)sent["stream"]!));
        var options = sent["options"]!;
        Assert.Equal((OllamaWindow.Usual, 1000, 0.5, 7), ((int)options["num_ctx"]!, (int)options["num_predict"]!, (double)options["temperature"]!, (int)options["top_k"]!));
        Assert.Equal("END", (string)options["stop"]![0]!);
    }

    [Fact]
    public async Task TheWindowIsTheSameInEveryTurn() // edge case 99
    {
        await using var server = await StartAsync(Answer);
        var backend = _run.Backend(ModelRun.Provider(server.Url) with { ContextWindow = 50_000 });
        for (var i = 1; i <= 3; i++)
        {
            await using var reply = await backend.SendAsync(ModelRun.Saying(new string('x', i * 20_000)), default);
        }

        Assert.Equal([50_000, 50_000, 50_000], server.Chats.Select(chat => (int)chat["options"]!["num_ctx"]!));
    }

    [Fact]
    public async Task AMachineWithTooLittleMemoryGetsHalfTheWindow()
    {
        var asked = 0;
        await using var server = await StartAsync(context =>
        {
            context.Response.StatusCode = asked++ == 0 ? 500 : 200;
            return context.Response.WriteAsync(asked == 1 ? """{"error":"model requires more system memory (23.1 GiB) than is available (14.0 GiB)"}""" : Answer);
        });
        var backend = _run.Backend(ModelRun.Provider(server.Url));
        await using var reply = await backend.SendAsync(ModelRun.Saying("hi"), default);
        await using var next = await backend.SendAsync(ModelRun.Saying("hi"), default);

        Assert.Equal([OllamaWindow.Usual, OllamaWindow.Usual / 2, OllamaWindow.Usual / 2], server.Chats.Select(chat => (int)chat["options"]!["num_ctx"]!));
    }

    [Fact]
    public async Task CallsAndResultsAndImagesHaveOllamasForm() // edge cases 62, 65
    {
        await using var server = await StartAsync(Answer);
        await using var reply = await _run.SendAsync(server.Url, ModelRun.Messages("""
            {"role":"user","content":[{"type":"text","text":"look"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}}]},
            {"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"Bash","input":{"command":"ls"}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"a.cs"}]}
            """, Tools));

        var messages = server.Chats[0]["messages"]!.AsArray().Where(message => (string)message!["role"]! != "system").ToList();
        Assert.Equal(("user", "look", "iVBORw0KGgo="), ((string)messages[0]!["role"]!, (string)messages[0]!["content"]!, (string)messages[0]!["images"]![0]!));
        Assert.Equal("""{"command":"ls"}""", messages[1]!["tool_calls"]![0]!["function"]!["arguments"]!.ToJsonString());
        Assert.Equal(("tool", "Bash", "a.cs"), ((string)messages[2]!["role"]!, (string)messages[2]!["tool_name"]!, (string)messages[2]!["content"]!));
    }

    [Fact]
    public async Task TheSchemaOfTheAnswerIsItsFormat()
    {
        await using var server = await StartAsync(Answer);
        await using var reply = await _run.SendAsync(server.Url, ModelRun.Saying(
            "title", ""","output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"title":{"type":"string"}},"required":["title"]}}}"""));

        Assert.Equal("string", (string)server.Chats[0]["format"]!["properties"]!["title"]!["type"]!);
    }

    [Fact]
    public async Task AModelThatCannotThinkIsNotToldTo() // edge case 70
    {
        var asked = 0;
        await using var server = await StartAsync(context =>
        {
            context.Response.StatusCode = asked++ == 0 ? 400 : 200;
            return context.Response.WriteAsync(asked == 1 ? """{"error":"\"qwen3:8b\" does not support thinking"}""" : Answer);
        });
        await using var reply = await _run.Backend(ModelRun.Provider(server.Url) with { Model = "qwen3:8b" })
            .SendAsync(ModelRun.Saying("hi", ""","thinking":{"type":"adaptive"}"""), default);

        Assert.Equal(200, reply.Status);
        Assert.Equal([true, false], server.Chats.Select(chat => chat["think"] is not null));
    }

    [Fact]
    public async Task AnErrorInTheMiddleOfTheLinesEndsTheStreamWithOneError() // edge case 87
    {
        await using var server = await StartAsync("""{"message":{"content":"Hel"},"done":false}""" + "\n" + """{"error":"an error was encountered while running the model"}""" + "\n");
        await using var reply = await _run.SendAsync(server.Url, ModelRun.Saying("hi"));

        Assert.Contains("running the model", StreamValidator.Read(await _run.ReadAsync(reply)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AWholeAnswerIsReadAsWell() // edge case 96
    {
        await using var server = await StartAsync("""{"model":"m","message":{"role":"assistant","content":"Hi"},"done":true,"done_reason":"length","prompt_eval_count":5,"eval_count":1}""");
        await using var reply = await _run.SendAsync(server.Url, ModelRun.Saying("hi"));

        var stream = StreamValidator.Read(await _run.ReadAsync(reply));
        Assert.Equal(("type=text|text=Hi", "max_tokens"), (stream.Content, stream.StopReason));
    }

    [Fact]
    public async Task LinesThatBreakOffAreNoEnd() // edge case 25
    {
        await using var server = await StartAsync("""{"message":{"content":"Hel"},"done":false}""" + "\n");
        await using var reply = await _run.SendAsync(server.Url, ModelRun.Saying("hi"));

        var stream = StreamValidator.Read(await _run.ReadAsync(reply));
        Assert.NotNull(stream.Error);
        Assert.Null(stream.StopReason);
    }

    [Theory]
    [InlineData(null, null, null, null, OllamaWindow.Usual)]
    [InlineData(100_000, 4096, 8192, 16_384, 100_000)]
    [InlineData(null, 40_000, 262_144, null, 40_000)]
    [InlineData(null, 4096, 262_144, null, OllamaWindow.Usual)]
    [InlineData(null, null, 40_960, null, 40_960)]
    [InlineData(null, 4096, 262_144, 32_768, 32_768)]
    public void TheWindowIsTheUsersElseTheLoadedOneElseEnough(int? configured, int? loaded, int? limit, int? largest, int chosen) => // edge case 99
        Assert.Equal(chosen, OllamaWindow.Choose(configured, loaded, limit, largest));

    [Theory]
    [InlineData("http://127.0.0.1:11434", "http://127.0.0.1:11434/api/chat")]
    [InlineData("http://127.0.0.1:11434/v1/", "http://127.0.0.1:11434/api/chat")]
    [InlineData("https://host/ollama", "https://host/ollama/api/chat")]
    public void TheBaseMayEndWithTheVersionOrNot(string baseUrl, string address) =>
        Assert.Equal(new Uri(address), new OllamaDialect().ChatAddress(new Uri(baseUrl)));

    private static Task<FakeChatServer> StartAsync(string answer) => StartAsync(context => context.Response.WriteAsync(answer));

    private static async Task<FakeChatServer> StartAsync(Func<HttpContext, Task> chat)
    {
        var server = await FakeChatServer.StartAsync(context =>
        {
            context.Response.ContentType = "application/x-ndjson";
            return chat(context);
        });
        server.Models = """{"object":"list","data":[{"id":"tiny","object":"model","owned_by":"library"}]}""";
        return server;
    }
}
