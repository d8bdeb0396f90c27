using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Execution.Discovery;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Execution.Discovery;

public sealed class LocalTargetsTests : IDisposable
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler());
    private readonly ManualTime _time = new();

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task AConfiguredModelIsAskedInTheDialectAndWindowOfItsServer() // edge cases 65, 99
    {
        await using var server = await RecordedServer.StartAsync("ollama");

        var (target, _) = await Targets(server.Url, "qwen3-coder:30b").ResolveAsync(default);

        Assert.Equal((ServerKind.Ollama, 65536), (target!.Kind, target.Window));
        Assert.Equal((false, true, 262144), (target.Details!.Vision, target.Details.Tools, target.Details.MaxContext));
    }

    [Fact]
    public async Task AServerIsNotAskedAgainWithinAMoment() // local-servers 3.4
    {
        await using var server = await RecordedServer.StartAsync("llama-server");
        var targets = Targets(server.Url, null);
        await targets.LookAsync(default);
        var once = server.Asked.Count;

        await targets.LookAsync(default);
        await targets.ResolveAsync(default);
        _time.Advance(TimeSpan.FromSeconds(1.4));
        await targets.LookAsync(default);
        Assert.Equal(once, server.Asked.Count);

        _time.Advance(TimeSpan.FromSeconds(0.2));
        await targets.LookAsync(default);
        Assert.Equal(2 * once, server.Asked.Count);
    }

    [Fact]
    public async Task NobodyIsAskedWhileNobodyAsksUs()
    {
        await using var server = await RecordedServer.StartAsync("llama-server");
        var targets = Targets(server.Url, null);
        await targets.ResolveAsync(default);
        var once = server.Asked.Count;

        _time.Advance(TimeSpan.FromHours(8));

        Assert.Equal(once, server.Asked.Count);
    }

    [Fact]
    public async Task ThoseWhoAskAtTheSameTimeShareOneSearch()
    {
        await using var server = await RecordedServer.StartAsync("llama-server");
        var targets = Targets(server.Url, null);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => targets.ResolveAsync(default)));

        Assert.Equal(["GET /v1/models", "GET /props"], server.Asked);
    }

    [Fact]
    public async Task AMakeThatIsKnownIsKeptWhenItsServerDoesNotAnswer()
    {
        var server = await RecordedServer.StartAsync("ollama");
        var targets = Targets(server.Url, "qwen3-coder:30b");
        await targets.ResolveAsync(default);
        await server.DisposeAsync();
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.NotNull((await targets.LookAsync(default)).Absent);
        Assert.Equal(ServerKind.Ollama, (await targets.ResolveAsync(default)).Target!.Kind);
    }

    [Fact]
    public async Task WhereNobodyAnswersTheConfiguredModelIsAskedAllTheSame()
    {
        var server = await RecordedServer.StartAsync("ollama");
        var url = server.Url;
        await server.DisposeAsync();

        Assert.Equal(ServerKind.Other, (await Targets(url, "any").ResolveAsync(default)).Target!.Kind);
    }

    [Fact]
    public async Task ASearchIsToldOnceItHasEnded()
    {
        await using var server = await RecordedServer.StartAsync("vllm");
        var targets = Targets(server.Url, null);
        var told = new List<LocalOutlook>();
        targets.Looked += told.Add;

        await targets.ResolveAsync(default);

        Assert.Equal("16k context is too small for Claude Code", Assert.Single(Assert.Single(told).Remarks, remark => remark.Unfit).Text);
    }

    private LocalTargets Targets(Uri url, string? model)
    {
        var provider = new ProviderOptions { Name = "local", BaseUrl = url, Model = model, Local = true };
        return new(provider, new LocalDiscovery(_http, _time, _ => null), _time);
    }
}
