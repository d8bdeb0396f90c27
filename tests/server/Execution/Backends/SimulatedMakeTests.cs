using System.Text.Json;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Simulation;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Execution.Backends;

/// <summary>Requests to stand-ins of each make, as they go over the wire.</summary>
public sealed class SimulatedMakeTests : IAsyncDisposable
{
    private readonly ModelRun _run = new();

    public ValueTask DisposeAsync() => _run.DisposeAsync();

    [Theory] // edge case 70: no tools, a form, no thinking
    [InlineData("deepseek")]
    [InlineData("kimi")]
    [InlineData("glm")]
    [InlineData("lm-studio")]
    [InlineData("llama-server")]
    [InlineData("sglang")]
    [InlineData("vllm")]
    public async Task ATitleOfAnAnthropicServerIsBareJson(string kind)
    {
        await using var local = await LocalSimulator.StartAsync(SimulatorScript.Parse($$"""
            { "local": { "kind": "{{kind}}", "model": "tiny" },
              "plays": [{ "steps": [{ "text": "Here it is:\n```json\n{\"title\":\"Dig a hole\"}\n```" }] }] }
            """));
        var provider = ModelRun.Provider(new Uri(local.BaseUrl)) with { Dialect = Dialect.Anthropic, ApiKeyEnv = "KEY" };
        var backend = _run.Backend(provider, name => name == "KEY" ? "secret" : null);
        await using var reply = await _run.PassTimeAsync(backend.SendAsync(
            ModelRun.Saying("dig", ""","thinking":{"type":"disabled"},"output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"title":{"type":"string"}},"required":["title"]}}}"""), default));

        var text = (string)Assert.Single(StreamValidator.Read(await _run.ReadAsync(reply)).Blocks)["text"];

        using var title = JsonDocument.Parse(text);
        Assert.Equal("title", Assert.Single(title.RootElement.EnumerateObject()).Name);
    }

    [Fact]
    public async Task AServerThatTellsItsProgressIsAskedToAndHeard() // edge case 93
    {
        await using var local = await LocalSimulator.StartAsync(SimulatorScript.Parse(
            """{ "local": { "kind": "llama-server", "model": "tiny", "prefillMsPer1k": 200 }, "plays": [{ "steps": [{ "text": "Done." }] }] }"""));
        await using var reply = await _run.PassTimeAsync(_run.SendAsync(new Uri(local.BaseUrl), ModelRun.Saying("dig")));

        var stream = StreamValidator.Read(await _run.ReadAsync(reply));

        Assert.Equal("type=text|text=Done.", stream.Content);
        using var asked = JsonDocument.Parse(local.Requests.Single(request => request.Path == "/v1/chat/completions").Body);
        Assert.True(asked.RootElement.GetProperty("return_progress").GetBoolean());
    }
}
