using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Execution.Discovery;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Simulation;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Execution.Discovery;

/// <summary>The stand-ins pass for what they stand in for: discovery learns of them what it learns of the real ones (local-servers 2).</summary>
public sealed class SimulatedServerTests : IDisposable
{
    private readonly HttpMessageInvoker _http = UpstreamHttp.Create(Provider(new Uri("http://127.0.0.1:9")));

    public void Dispose() => _http.Dispose();

    [Theory] // edge case 99: the window is the one that it runs with, not the one that it was made for
    [InlineData("ollama", "ollama", "Ollama 0.33.0", LoadState.Loaded, 8192, 262_144, true, false, true, "Q4_K_M")]
    [InlineData("lm-studio", "lmstudio", "LM Studio", LoadState.Loaded, 8192, 262_144, true, false, null, "Q4_K_M")]
    [InlineData("llama-server", "llama-server", "llama-server b1-simulated", LoadState.Loaded, 8192, 262_144, true, false, false, "Q4_K_M")]
    [InlineData("vllm", "vllm", "vLLM 0.17.0", LoadState.Loaded, 8192, null, null, null, null, null)]
    [InlineData("sglang", "sglang", "SGLang 0.6.0", LoadState.Loaded, 8192, null, null, null, null, null)]
    [InlineData("localai", "localai", "LocalAI", LoadState.Loaded, null, null, null, null, null, null)]
    [InlineData("jan", "jan", "Jan", LoadState.Unknown, null, null, null, null, null, null)]
    public async Task EachMakeTellsWhatItRuns(
        string simulated, string kind, string title, LoadState state, int? window, int? most, bool? tools, bool? vision, bool? thinking, string? quantisation)
    {
        await using var local = await LocalSimulator.StartAsync(SimulatorScript.Parse($$"""{ "local": { "kind": "{{simulated}}", "model": "qwen3-coder:30b", "contextWindow": 8192 } }"""));

        var server = Assert.Single((await FindAsync(local.BaseUrl)).Servers);

        var model = Assert.Single(server.Models);
        Assert.Equal((kind, title), (server.Kind.Name, server.Title));
        Assert.Equal(("qwen3-coder:30b", state, window, most), (model.Id, model.State, model.ContextLength, model.MaxContext));
        Assert.Equal((tools, vision, thinking, quantisation), (model.Tools, model.Vision, model.Thinking, model.Quantisation));
        Assert.False(model.Remote || model.Embedding);
    }

    [Theory]
    [InlineData("ollama")]
    [InlineData("lm-studio")]
    public async Task AModelThatIsNotLoadedIsToldApartFromOneThatIs(string simulated)
    {
        await using var local = await LocalSimulator.StartAsync(SimulatorScript.Parse($$"""
            { "local": { "kind": "{{simulated}}", "models": [
              { "name": "nomic-embed-text", "capabilities": ["embedding"], "loaded": false },
              { "name": "asleep", "loaded": false },
              { "name": "sees", "capabilities": ["tools", "vision"], "contextWindow": 65536 } ] } }
            """));

        var models = Assert.Single((await FindAsync(local.BaseUrl, thorough: true)).Servers).Models.ToDictionary(model => model.Id);

        Assert.Equal((LoadState.Unloaded, LoadState.Loaded), (models["asleep"].State, models["sees"].State));
        Assert.Equal((65_536, true), (models["sees"].ContextLength, models["sees"].Vision));
        Assert.True(models["nomic-embed-text"].Embedding);
    }

    [Fact]
    public async Task WhereNoModelIsNamedALoadedOneWithALargeWindowIsAsked() // edge case 99
    {
        await using var local = await LocalSimulator.StartAsync(SimulatorScript.Parse("""
            { "local": { "kind": "lm-studio", "models": [
              { "name": "qwen3-coder-small", "contextWindow": 8192 },
              { "name": "qwen3-coder-unloaded", "contextWindow": 262144, "loaded": false },
              { "name": "nomic-embed-text", "capabilities": ["embedding"] },
              { "name": "devstral", "contextWindow": 65536 } ] } }
            """));

        var outlook = LocalOutlook.Of(Provider(new Uri(local.BaseUrl)), await FindAsync(local.BaseUrl));

        Assert.Equal(("devstral", 65_536), (outlook.Model!.Id, outlook.Window));
    }

    [Fact]
    public async Task OfSeveralServersTheOneWhoseModelIsLoadedIsAsked() // edge case 99
    {
        await using var first = await LocalSimulator.StartAsync(SimulatorScript.Parse("""{ "local": { "kind": "lm-studio", "models": [{ "name": "qwen3-coder", "loaded": false }] } }"""));
        await using var second = await LocalSimulator.StartAsync(SimulatorScript.Parse("""{ "local": { "kind": "llama-server", "model": "devstral", "contextWindow": 65536 } }"""));
        await using var small = await LocalSimulator.StartAsync(SimulatorScript.Parse("""{ "local": { "kind": "llama-server", "model": "tiny", "contextWindow": 8192 } }"""));
        LocalServer[] servers = [.. (await FindAsync(small.BaseUrl)).Servers, .. (await FindAsync(first.BaseUrl)).Servers, .. (await FindAsync(second.BaseUrl)).Servers];

        Assert.Equal("devstral", Choose(servers));
        Assert.Equal("qwen3-coder", Choose(servers[..2]));
        Assert.Equal("tiny", Choose(servers[..1]));
        Assert.Equal("qwen3-coder", Choose(servers, before: "qwen3-coder")); // Its session is in that one's memory.

        static string? Choose(LocalServer[] servers, string? before = null) =>
            LocalOutlook.Of(Provider(new Uri("http://127.0.0.1:9")), new DiscoveryReport(servers, "", ""), before).Model?.Id;
    }

    [Fact]
    public async Task AModelThatRunsElsewhereIsMarkedWhateverItsName()
    {
        await using var local = await LocalSimulator.StartAsync(SimulatorScript.Parse("""
            { "local": { "kind": "ollama", "models": [
              { "name": "gpt-oss:120b-cloud" }, { "name": "kimi-k2:cloud" }, { "name": "innocent", "remoteHost": "https://ollama.com:443" }, { "name": "mine" } ] } }
            """));

        var report = await FindAsync(local.BaseUrl);

        Assert.Equal([true, true, true, false], report.Servers[0].Models.Select(model => model.Remote));
        Assert.Equal("mine", LocalOutlook.Of(Provider(new(local.BaseUrl)), report).Model!.Id);
    }

    private static ProviderOptions Provider(Uri url) => new() { Name = "local", BaseUrl = url, Local = true };

    // The limit of a probe is on a clock that stands still: a busy machine changes nothing.
    private Task<DiscoveryReport> FindAsync(string url, bool thorough = false) =>
        new LocalDiscovery(_http, new ManualTime(), _ => null).FindAsync(Provider(new(url)), default, thorough);
}
