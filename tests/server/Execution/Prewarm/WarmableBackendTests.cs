using System.Text.Json;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Execution.Prepare;
using ClaudeSidecar.Execution.Prewarm;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Simulation;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Tests.Execution.Prewarm;

/// <summary>A model's backend as it is looked at and warmed, against servers of several makes.</summary>
public sealed class WarmableBackendTests
{
    private static readonly PreparedPrompt Prompt = new("s", "local", GrowingSession.Request(2), 10_000, 1);

    [Fact]
    public async Task AModelOfThisMachineMayBeWarmed()
    {
        await using var local = await StartAsync("""{ "kind": "llama-server", "prefill": { "tokensPerSecond": 100000, "slots": 3 } }""");
        Assert.Equal(new() { Found = true, Here = true, Slots = 3 }, await (await KnownAsync(Provider(local))).SurveyAsync(default));
    }

    [Fact]
    public async Task OllamaKeepsOnePromptAndItsModelForHalfAnHour()
    {
        await using var local = await StartAsync("""{ "kind": "ollama" }""");
        Assert.Equal(new() { Found = true, Here = true, KeepsFor = TimeSpan.FromMinutes(30) }, await (await KnownAsync(Provider(local))).SurveyAsync(default));
    }

    [Fact]
    public async Task AModelThatRunsElsewhereIsNeverSentAPromptUnasked()
    {
        await using var local = await StartAsync("""{ "kind": "ollama", "models": [{ "name": "qwen3-coder:30b", "remoteHost": "https://ollama.com:443" }] }""");
        Assert.False((await (await KnownAsync(Provider(local))).SurveyAsync(default)).Here);
        Assert.Equal(WarmEnd.Failed, (await (await KnownAsync(Provider(local))).WarmAsync(Prompt, default)).End);
        Assert.DoesNotContain(local.Requests, request => request.Path == "/api/chat");
    }

    [Fact]
    public async Task NorIsAModelWithAKeyOrOneThatIsNotCalledLocal()
    {
        await using var local = await StartAsync("""{ "kind": "llama-server" }""");
        foreach (var provider in new[] { Provider(local) with { Credentials = CredentialKind.Key, ApiKeyEnv = "KEY" }, Provider(local) with { Local = false } })
        {
            var backend = await KnownAsync(provider);
            Assert.False((await backend.SurveyAsync(default)).Here);
            Assert.Equal(WarmEnd.Failed, (await backend.WarmAsync(Prompt, default)).End);
        }

        Assert.DoesNotContain(local.Requests, request => request.Method == "POST");
    }

    [Fact]
    public async Task ServersOfOtherMachinesAreNotHere() =>
        Assert.False((await Backend(Provider(new Uri("http://192.0.2.1:8080"))).SurveyAsync(default)).Here);

    [Fact]
    public async Task AServerThatWorksForSomebodyElseSaysSo()
    {
        await using var local = await StartAsync("""{ "kind": "llama-server", "prefill": { "tokensPerSecond": 1, "slots": 2 } }""");
        using var client = new HttpClient();
        using var gone = new CancellationTokenSource();
        var other = client.PostAsync(
            new Uri($"{local.BaseUrl}/v1/chat/completions"), new StringContent("""{"model":"m","messages":[{"role":"user","content":"a long story, told by somebody else"}]}"""), gone.Token);
        while (!local.Requests.Any(request => request.Cached is not null))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        Assert.True((await (await KnownAsync(Provider(local))).SurveyAsync(default)).Busy);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other);
    }

    [Fact]
    public async Task TheAnswerTellsWhatWasRead()
    {
        await using var local = await StartAsync("""{ "kind": "llama-server", "prefill": { "tokensPerSecond": 1000000, "slots": 1 } }""");
        var backend = await KnownAsync(Provider(local));
        var first = await backend.WarmAsync(Prompt, default);
        var second = await backend.WarmAsync(Prompt, default);

        Assert.Equal(new(WarmEnd.Done, first.Prompt), first);
        Assert.Equal(new(WarmEnd.Done, first.Prompt, first.Prompt - 1), second);
    }

    [Fact]
    public async Task OllamasModelIsLoadedFirstWithTheSameWindowAndOnlyOnce()
    {
        await using var local = await StartAsync("""{ "kind": "ollama", "models": [{ "name": "qwen3-coder:30b", "loaded": false }], "prefill": { "tokensPerSecond": 1000000 } }""");
        Assert.Equal(WarmEnd.Done, (await (await KnownAsync(Provider(local))).WarmAsync(Prompt, default)).End);

        var (load, chat) = (local.Requests.Single(request => request.Path == "/api/generate").Body, local.Requests.Single(request => request.Path == "/api/chat").Body);
        using var loading = JsonDocument.Parse(load);
        using var chatting = JsonDocument.Parse(chat);
        Assert.Equal(
            chatting.RootElement.GetProperty("options").GetProperty("num_ctx").GetInt32(),
            loading.RootElement.GetProperty("options").GetProperty("num_ctx").GetInt32());
        Assert.Equal("30m", loading.RootElement.GetProperty("keep_alive").GetString());
        Assert.False(loading.RootElement.TryGetProperty("prompt", out _));
    }

    [Fact]
    public async Task WhatAServerRefusesIsHealedBeforeTheFirstRealRequest()
    {
        await using var server = await FakeChatServer.AnsweringInTurnAsync(
            (400, """{"error":{"message":"stream_options: Extra inputs are not permitted","type":"invalid_request_error"}}"""),
            (200, "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"I\"},\"finish_reason\":\"length\"}]}\n\ndata: [DONE]\n\n"));
        var backend = await KnownAsync(Provider(server.Url));

        Assert.Equal(new(WarmEnd.Done), await backend.WarmAsync(Prompt, default));
        Assert.Equal(new(WarmEnd.Done), await backend.WarmAsync(Prompt, default));
        Assert.Equal([true, false, false], server.Chats.Select(chat => chat["stream_options"] is not null));
    }

    [Theory]
    [InlineData(503, """{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}""", WarmEnd.Busy)]
    [InlineData(503, """{"error":{"code":503,"message":"no slot available","type":"unavailable_error"}}""", WarmEnd.Busy)]
    [InlineData(400, """{"error":{"message":"Nothing can help.","type":"invalid_request_error"}}""", WarmEnd.Failed)]
    [InlineData(400, """{"error":{"code":400,"message":"request (24071 tokens) exceeds the available context size (8192 tokens)","type":"exceed_context_size_error"}}""", WarmEnd.Failed)]
    [InlineData(200, """{"error":{"code":500,"message":"Context size has been exceeded.","type":"server_error"}}""", WarmEnd.Failed)]
    public async Task WhatGoesWrongIsTold(int status, string body, WarmEnd end)
    {
        await using var server = await FakeChatServer.AnsweringAsync(status, status == 200 ? $"data: {body}\n\n" : body, status == 200 ? "text/event-stream" : "application/json");
        Assert.Equal(end, (await (await KnownAsync(Provider(server.Url))).WarmAsync(Prompt, default)).End);
        Assert.Single(server.Chats);
    }

    [Fact]
    public async Task WhoIsNotThereIsAFailureAndNoException() => Assert.Equal(
        WarmEnd.Failed,
        (await Backend(Provider(new Uri("http://127.0.0.1:9"))).WarmAsync(Prompt, default)).End);

    private static Task<LocalSimulator> StartAsync(string local) => LocalSimulator.StartAsync(SimulatorScript.Parse($$"""{ "local": {{local}} }"""));

    private static ProviderOptions Provider(Uri address) => new() { Name = "local", BaseUrl = address, Model = "m", Local = true, Dialect = Dialect.OpenAi };

    private static ProviderOptions Provider(LocalSimulator local) =>
        new() { Name = "local", BaseUrl = new(local.BaseUrl), Model = "qwen3-coder:30b", ContextWindow = 65_536, Local = true };

    // A machine under load may not answer the first probe in time.
    private static async Task<ModelBackend> KnownAsync(ProviderOptions provider)
    {
        var backend = Backend(provider);
        while ((await backend.LookAsync(default)).Server is null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }

        return backend;
    }

    private static ModelBackend Backend(LocalSimulator local) => Backend(Provider(local));

    private static ModelBackend Backend(ProviderOptions provider) =>
        new(provider, new(), new(), UpstreamHttp.Create(provider), TimeProvider.System, NullLogger<ModelBackend>.Instance, _ => "secret");
}
