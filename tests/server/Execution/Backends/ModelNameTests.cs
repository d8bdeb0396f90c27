using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using ClaudeSidecar.Tests.Context.Fit;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Execution.Backends;

/// <summary>Whatever the client calls its model and believes of its window, the server's own model and window count.</summary>
public sealed class ModelNameTests : AsyncTest
{
    private readonly ModelRun _run = new();

    public override async ValueTask DisposeAsync() => await _run.DisposeAsync();

    // edge case 108
    [Theory]
    [InlineData("claude-sonnet-5[1m]")]
    [InlineData("claude-haiku-4-5-20251001")]
    [InlineData("opus")]
    [InlineData("claude-of-a-time-to-come-9-9")]
    [InlineData("my-local-llama")]
    public async Task TheServersModelIsAskedAndTheClientsNameIsEchoed(string name)
    {
        await using var server = await FakeChatServer.StreamingAsync(ModelRun.Hello);
        await using var reply = await _run.SendAsync(
            server.Url, ModelRun.Request($$"""{"model":"{{name}}","max_tokens":1000,"stream":false,"messages":[{"role":"user","content":"hi"}]}"""));

        var answer = JsonNode.Parse(await _run.ReadAsync(reply))!;
        Assert.Equal(("tiny", name), ((string?)server.Chats[0]["model"], (string?)answer["model"]));
    }

    // edge case 109
    [Theory]
    [InlineData("claude-haiku-4-5-20251001")]
    [InlineData("claude-sonnet-5[1m]")]
    public async Task TheFitHangsOnTheServersWindowAndOnNoVariableOfTheClients(string model)
    {
        var asked = new ConcurrentBag<string>();
        await using var server = await FakeChatServer.StreamingAsync(ModelRun.Hello);
        var backend = _run.Backend(ModelRun.Provider(server.Url) with { ContextWindow = 16_384 }, name =>
        {
            asked.Add(name);
            return name.StartsWith("CLAUDE_CODE_", StringComparison.Ordinal) ? "1000000" : null;
        });
        var talk = new Talk().User("the task");
        for (var i = 0; i < 60; i++)
        {
            talk.Runs($"make {i}", Talk.Lines(60, "noise"));
        }

        var body = Encoding.UTF8.GetString(talk.Body.Span).Replace("claude-sonnet-5", model, StringComparison.Ordinal);
        await using var reply = await backend.SendAsync(ModelRun.Request(body), default);

        Assert.Equal(200, reply.Status);
        Assert.InRange(server.Chats[0].ToJsonString().Length, 8_000, 16_384 * 4);
        Assert.DoesNotContain(asked, name => name.StartsWith("CLAUDE_CODE_", StringComparison.Ordinal));
    }
}
