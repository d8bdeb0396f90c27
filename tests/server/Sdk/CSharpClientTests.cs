using System.Text;
using System.Text.Json;
using Anthropic;
using Anthropic.Core;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using ClaudeSidecar.Simulation;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Sdk;

/// <summary>
/// Anthropic's own client for C# reads our local answers. Its optional validation stays off: it demands of each call the field
/// <c>caller</c>, which came long after the API and which no other client misses.
/// </summary>
public sealed class CSharpClientTests : AsyncTest
{
    private const string Tools = """[{"name":"get_weather","description":"Tells the weather.","input_schema":{"type":"object","properties":{"place":{"type":"string"},"days":{"type":"integer"} } } }]""";
    private const string Ask = """{"role":"user","content":"How is the weather?"}""";

    private const string Plays = """
        "plays":[{"match":{"lastUser":"weather"},"steps":[
          {"thinking":"A tool knows that.","text":"I look it up.","tools":[{"name":"get_weather","input":{"place":"Zürich","days":2}}]},
          {"text":"It rains."}]}]
        """;

    private LocalSimulator _local = null!;
    private SidecarHost _sidecar = null!;
    private AnthropicClient _client = null!;

    public override async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _sidecar.DisposeAsync();
        await _local.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ATurnWithThinkingAndACallAndTheTurnAfterIt(bool stream)
    {
        await StartAsync();

        var first = await MessageAsync(stream, Request($"[{Ask}]", Tools));
        var blocks = JsonSerializer.SerializeToElement(first.Content.Select(block => block.Json).ToArray());
        var second = await MessageAsync(stream, Request($$"""[{{Ask}},{"role":"assistant","content":{{blocks.GetRawText()}}},{"role":"user","content":[{"type":"tool_result","tool_use_id":"{{first.Content[2].ID}}","content":"rain"}]}]""", Tools));

        Assert.True(first.Content[0].TryPickThinking(out var thinking) & first.Content[1].TryPickText(out var text) & first.Content[2].TryPickToolUse(out var call));
        Assert.Equal(("A tool knows that.", "I look it up.", "get_weather"), (thinking!.Thinking, text!.Text, call!.Name));
        Assert.Equal(("Zürich", 2), (call.Input["place"].GetString(), call.Input["days"].GetInt32()));
        Assert.Equal(("tool_use", "claude-sonnet-5-5"), (first.StopReason!.Raw(), first.Model.Raw()));
        Assert.True(first.Usage.InputTokens > 0 && first.Usage.OutputTokens > 0);
        Assert.True(second.Content[^1].TryPickText(out var said));
        Assert.Equal(("It rains.", "end_turn"), (said!.Text, second.StopReason!.Raw()));
    }

    [Fact]
    public async Task APictureReachesTheModel()
    {
        const string Picture = "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAGUlEQVR4nGP8z0AaYCJR/aiGUQ1DSAMAQC4BH2bjRnMAAAAASUVORK5CYII=";
        await StartAsync("""{"models":[{"name":"qwen3-coder:30b","capabilities":["tools","thinking","vision"]}]}""");

        var answer = await MessageAsync(stream: true, Request($$"""[{"role":"user","content":[{"type":"text","text":"Look"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"{{Picture}}"} }]}]""", "[]"));

        Assert.True(answer.Content[0].TryPickText(out _));
        Assert.Contains(_local.Requests, request => Encoding.UTF8.GetString(request.Body.Span).Contains(Picture, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task APromptThatDoesNotFitIsABadRequestInAnthropicsWords(bool stream)
    {
        await StartAsync("""{"models":[{"name":"qwen3-coder:30b","contextWindow":8192}]}""");
        var words = string.Concat(Enumerable.Repeat("many words ", 40_000));

        var error = await Assert.ThrowsAsync<AnthropicBadRequestException>(() => MessageAsync(stream, Request($$"""[{"role":"user","content":"{{words}}"}]""", "[]")));

        Assert.Matches(@"prompt is too long: \d+ tokens > \d+ maximum", error.ApiMessage);
        Assert.StartsWith("req_", error.RequestID, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnAnswerThatBreaksOffIsAnErrorAndNoMessage()
    {
        await StartAsync("""{"irregularities":["error-in-stream"]}""");

        var error = await Assert.ThrowsAnyAsync<AnthropicException>(() => MessageAsync(stream: true, Request($"[{Ask}]", Tools)));

        Assert.Contains("overloaded_error", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TokensAreCounted()
    {
        await StartAsync();

        var count = await _client.Messages.CountTokens(MessageCountTokensParams.FromRawUnchecked(None, None, Members($$"""{"model":"claude-sonnet-5-5","messages":[{{Ask}}]}""")));

        count.Validate();
        Assert.True(count.InputTokens > 0);
    }

    private static Dictionary<string, JsonElement> None => [];

    private static MessageCreateParams Request(string messages, string tools) => MessageCreateParams.FromRawUnchecked(None, None, Members(
        $$"""{"model":"claude-sonnet-5-5","max_tokens":4096,"thinking":{"type":"enabled","budget_tokens":1024},"messages":{{messages}},"tools":{{tools}}}"""));

    private static Dictionary<string, JsonElement> Members(string json) =>
        JsonDocument.Parse(json).RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value);

    private async Task<Message> MessageAsync(bool stream, MessageCreateParams request)
    {
        return stream ? await _client.Messages.CreateStreaming(request).Aggregate() : await _client.Messages.Create(request);
    }

    private async Task StartAsync(string local = "{}")
    {
        _local = await LocalSimulator.StartAsync(SimulatorScript.Parse($$"""{ {{Plays}}, "local": {{local}} }"""));
        _sidecar = await SidecarHost.StartAsync(
            $$"""{ "providers": [ { "name": "local", "dialect": "openai", "baseUrl": "{{_local.BaseUrl}}", "model": "qwen3-coder:30b", "local": true } ], "local": { "showThinking": true } }""");
        _client = new AnthropicClient(new ClientOptions { BaseUrl = _sidecar.BaseUrl, ApiKey = "sk-ant-api03-test", MaxRetries = 0 });
    }
}
