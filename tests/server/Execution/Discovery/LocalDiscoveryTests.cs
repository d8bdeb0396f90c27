using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Execution.Discovery;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Execution.Discovery;

/// <summary>Local-servers 2.1: a server is known by the shape of its list of models.</summary>
public sealed class LocalDiscoveryTests : IDisposable
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler());

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("""{"object":"list","data":[{"id":"m","owned_by":"vllm","max_model_len":40960}]}""", "vllm", "m", 40960)]
    [InlineData("""{"models":[{}],"object":"list","data":[{"id":"tiny","owned_by":"llamacpp","meta":{"n_ctx":8192,"n_ctx_train":131072}}]}""", "llama-server", "tiny", 8192)]
    [InlineData("""{"object":"list","data":[{"id":"m","owned_by":"organization_owner"}]}""", "lmstudio", "m", null)]
    [InlineData("""{"object":"list","data":[{"id":"m","owned_by":"somebody","meta":null}]}""", "openai", "m", null)]
    public async Task AServerIsKnownByItsList(string models, string kind, string model, int? window)
    {
        await using var server = await FakeChatServer.StreamingAsync("");
        server.Models = models;

        var found = Assert.Single((await FindAsync(server.Url)).Servers);

        Assert.Equal((server.Url, kind), (found.BaseUrl, found.Kind.Name));
        Assert.Equal((model, window), (found.Models[0].Id, found.Models[0].ContextLength));
    }

    [Theory] // LM Studio answers 200 to anything
    [InlineData("""{"error":"Unexpected endpoint or method. (GET /v1/models)"}""")]
    [InlineData("""{"object":"list","data":[{"name":"no id"}]}""")]
    [InlineData("""{"data":[{"id":"m"}]}""")]
    [InlineData("<html>a dev server</html>")]
    [InlineData("")]
    public async Task AnythingElseIsNoServerWhateverItsStatus(string models)
    {
        await using var server = await FakeChatServer.StreamingAsync("");
        server.Models = models;

        var report = await FindAsync(server.Url);

        Assert.Empty(report.Servers);
        Assert.Contains("with no list of models", report.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheSummarySaysHowEachPlaceAnswered()
    {
        var gone = await FakeChatServer.StreamingAsync("");
        var url = gone.Url;
        await gone.DisposeAsync();

        Assert.Equal($"http://{url.Authority} refused the connection", (await FindAsync(url)).Summary);
    }

    [Fact]
    public async Task PlacesThatAnsweredAlikeAreNamedTogether()
    {
        var summary = (await FindAsync(new Uri("http://127.0.0.1:9"), discovered: true, ollamaHost: "127.0.0.1:19")).Summary;

        Assert.StartsWith("http://127.0.0.1:9, :19", summary, StringComparison.Ordinal);
        Assert.Contains(" refused the connection", summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ABuiltInProviderIsAlsoLookedForWhereOllamaWasPut()
    {
        await using var server = await FakeChatServer.StreamingAsync("");
        var gone = await FakeChatServer.StreamingAsync("");
        var configured = gone.Url;
        await gone.DisposeAsync();

        var report = await FindAsync(configured, discovered: true, ollamaHost: $"0.0.0.0:{server.Url.Port}");

        Assert.Contains(report.Servers, found => found.BaseUrl.Port == server.Url.Port);
    }

    [Fact]
    public async Task AnotherMachineIsNeverAskedUnasked()
    {
        var report = await FindAsync(new Uri("http://127.0.0.1:9"), discovered: true, ollamaHost: "gpu.example:11434");

        Assert.DoesNotContain("gpu.example", report.Summary, StringComparison.Ordinal);
        Assert.Contains(":11434", report.Summary, StringComparison.Ordinal);
    }

    private Task<DiscoveryReport> FindAsync(Uri url, bool discovered = false, string? ollamaHost = null) =>
        new LocalDiscovery(_http, new ManualTime(), name => name == "OLLAMA_HOST" ? ollamaHost : null)
            .FindAsync(new ProviderOptions { Name = "local", BaseUrl = url, Discovered = discovered }, default);
}
