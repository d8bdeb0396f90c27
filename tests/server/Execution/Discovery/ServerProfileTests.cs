using ClaudeSidecar.Execution.Discovery;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Execution.Discovery;

/// <summary>Local-servers 2.1 and 2.2: each make is known by its answers, and its models by what it tells of them.</summary>
public sealed class ServerProfileTests : IDisposable
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler());

    public void Dispose() => _http.Dispose();

    [Theory] // edge case 99: the window is the running server's, not the architecture's
    [InlineData("llama-server", "llama-server", null, "tiny", 8192, 131072, "Loaded")]
    [InlineData("llama-server-router", "llama-server", "b9000-abcdef", "qwen3-coder-30b", 65536, 262144, "Loaded")]
    [InlineData("ollama", "ollama", "0.33.0", "qwen3-coder:30b", 65536, 262144, "Loaded")]
    [InlineData("lmstudio", "lmstudio", null, "qwen/qwen3-coder-30b", 8192, 262144, "Loaded")]
    [InlineData("lmstudio-old", "lmstudio", null, "qwen/qwen3-vl-30b", 40960, 262144, "Loaded")]
    [InlineData("vllm", "vllm", "0.17.0", "Qwen/Qwen3-Coder-30B-A3B-Instruct", 16384, null, "Loaded")]
    [InlineData("sglang", "sglang", "0.6.0", "zai-org/GLM-4.7-Flash", 98304, null, "Loaded")]
    [InlineData("localai", "localai", null, "qwen3-coder-30b", null, null, "Loaded")]
    [InlineData("mlx_lm", "mlx_lm", null, "mlx-community/Qwen3-Coder-30B-A3B-Instruct-4bit", null, null, "Unknown")]
    public async Task AMakeIsKnownAndItsBestModelChosen(string file, string kind, string? version, string model, int? window, int? most, string state)
    {
        await using var server = await RecordedServer.StartAsync(file);

        var outlook = await LookAsync(server);

        Assert.Equal((kind, version), (outlook.Server!.Kind.Name, outlook.Server.Version));
        Assert.Equal((model, window, most, state), (outlook.Model!.Id, outlook.Model.ContextLength, outlook.Model.MaxContext, outlook.Model.State.ToString()));
    }

    [Theory] // edge case 65: what cannot see images is known before it is sent one
    [InlineData("ollama", "qwen3-coder:30b", true, false, false)]
    [InlineData("ollama", "gemma4:31b", false, true, false)]
    [InlineData("lmstudio-old", "qwen/qwen3-vl-30b", true, true, null)]
    [InlineData("lmstudio", "qwen/qwen3-coder-30b", true, false, null)]
    [InlineData("llama-server", "tiny", null, false, null)]
    [InlineData("llama-server-router", "qwen3-coder-30b", true, false, true)]
    [InlineData("llama-server-router", "gemma-4-31b", null, null, null)]
    [InlineData("sglang", "zai-org/GLM-4.7-Flash", true, false, true)]
    [InlineData("vllm", "Qwen/Qwen3-Coder-30B-A3B-Instruct", null, null, null)]
    public async Task AnAbilityIsToldOrNotKnown(string file, string id, bool? tools, bool? vision, bool? thinking)
    {
        await using var server = await RecordedServer.StartAsync(file);

        var model = (await LookAsync(server)).Server!.Find(id)!;

        Assert.Equal((tools, vision, thinking), (model.Tools, model.Vision, model.Thinking));
    }

    [Fact]
    public async Task OllamasCloudAndItsModelsForVectorsAreMarked()
    {
        await using var server = await RecordedServer.StartAsync("ollama");

        var models = (await LookAsync(server)).Server!.Models;

        Assert.Equal(["glm-5:cloud"], models.Where(model => model.Remote).Select(model => model.Id));
        Assert.Equal(["nomic-embed-text:latest"], models.Where(model => model.Embedding).Select(model => model.Id));
        Assert.Equal(8192, models.Single(model => model.Id == "gemma4:31b").ContextLength); // its own file's num_ctx
    }

    [Fact]
    public async Task AFreshOllamaIsNamedThoughItHasNoModel()
    {
        await using var server = await RecordedServer.StartAsync("ollama-empty");

        var outlook = await LookAsync(server);

        Assert.Equal("Ollama 0.33.0", outlook.Server!.Title);
        Assert.EndsWith("is Ollama 0.33.0 with 0 models", outlook.Absent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AServerThatStillLoadsIsOne()
    {
        await using var server = await RecordedServer.StartAsync("llama-server-loading");

        var outlook = await LookAsync(server);

        Assert.True(outlook.Server!.Starting);
        Assert.EndsWith("still loading its model", outlook.Absent, StringComparison.Ordinal);
        Assert.Single(server.Asked);
    }

    [Fact]
    public async Task AModelThatIsListedWhileItLoadsIsNotLoaded()
    {
        await using var server = await RecordedServer.StartAsync("llama-server-listing");

        var outlook = await LookAsync(server);

        Assert.Equal(("tiny", LoadState.Loading), (outlook.Model!.Id, outlook.Model.State));
        Assert.Equal("loading", Assert.Single(outlook.Remarks).Code);
    }

    [Fact]
    public async Task WhatIsNoModelServerIsAskedOnce()
    {
        await using var server = await RecordedServer.StartAsync("dev-server");

        Assert.Null((await LookAsync(server)).Server);
        Assert.Equal(["GET /v1/models"], server.Asked);
    }

    [Fact]
    public async Task LlamaServersSlotsAndMetricsAreLeftAlone() // local-servers 3.4
    {
        await using var server = await RecordedServer.StartAsync("llama-server");

        await LookAsync(server);

        Assert.Equal(["GET /v1/models", "GET /props"], server.Asked);
    }

    private async Task<LocalOutlook> LookAsync(RecordedServer server)
    {
        var provider = new ProviderOptions { Name = "local", BaseUrl = server.Url, Local = true };
        return LocalOutlook.Of(provider, await new LocalDiscovery(_http, new ManualTime(), _ => null).FindAsync(provider, default));
    }
}
