using System.Globalization;
using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation;
using ClaudeSidecar.Simulation.Local.Cache;
using ClaudeSidecar.Simulation.Scripts;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Simulation;

/// <summary>What a simulated server keeps of the prompts that it has read, and what that saves.</summary>
public sealed class PrefixCacheTests
{
    private static readonly string Story = string.Concat(Enumerable.Range(0, 1000).Select(line => line.ToString("D4", CultureInfo.InvariantCulture)));

    [Fact]
    public async Task OnlyWhatLiesBeyondTheSharedBeginningIsRead()
    {
        var cache = Cache();
        Assert.Equal((0, 1000), await ReadAsync(cache, Story));
        Assert.Equal((1000, 50), await ReadAsync(cache, Story + new string('x', 200)));
        Assert.Equal((500, 1), await ReadAsync(cache, Story[..2004]));
    }

    [Fact]
    public async Task OfThePromptThatIsThereAlreadyOneTokenIsReadAllTheSame()
    {
        var cache = Cache();
        await ReadAsync(cache, Story);
        Assert.Equal((999, 1), await ReadAsync(cache, Story));
    }

    [Fact]
    public async Task OneCharacterChangedInFrontCostsEverything()
    {
        var cache = Cache();
        await ReadAsync(cache, Story);
        Assert.Equal((0, 1000), await ReadAsync(cache, "!" + Story[1..]));
    }

    [Fact]
    public async Task ASmallRequestTakesTheOnlySlot()
    {
        var cache = Cache();
        await ReadAsync(cache, Story);
        await ReadAsync(cache, "A title, please.");
        Assert.Equal((0, 1000), await ReadAsync(cache, Story));
    }

    [Fact]
    public async Task WithSeveralSlotsASmallRequestTakesAnother()
    {
        var cache = Cache(slots: 2);
        await ReadAsync(cache, Story);
        await ReadAsync(cache, "A title, please.");
        Assert.Equal((999, 1), await ReadAsync(cache, Story));
    }

    [Fact]
    public async Task WhatIsPutAsideComesBack()
    {
        var cache = Cache(aside: 1100);
        await ReadAsync(cache, Story);
        await ReadAsync(cache, "A title, please.");
        Assert.Equal((999, 1), await ReadAsync(cache, Story));
    }

    [Fact]
    public async Task BlocksAreSharedByAllAndCountOnlyAsAWhole()
    {
        var cache = Cache(slots: 8, block: 16, aside: 4000);
        await ReadAsync(cache, Story);
        await ReadAsync(cache, "A title, please.");
        Assert.Equal((992, 8), await ReadAsync(cache, Story));
        Assert.Equal((496, 14), await ReadAsync(cache, Story[..2004] + "another end of it .................."));
    }

    [Fact]
    public async Task WithoutRollbackADivergenceCostsEverything()
    {
        var cache = Cache(rollsBack: false);
        await ReadAsync(cache, Story);
        Assert.Equal((1000, 10), await ReadAsync(cache, Story + new string('x', 40)));
        Assert.Equal((0, 1010), await ReadAsync(cache, Story + new string('y', 40)));
    }

    [Fact]
    public async Task WhoComesWhenAllSlotsAreTakenWaitsForHisTurn()
    {
        var cache = Cache();
        var first = await cache.EnterAsync(Story, CancellationToken.None);
        var second = cache.EnterAsync(Story, CancellationToken.None);
        using var gone = new CancellationTokenSource();
        var third = cache.EnterAsync(Story, gone.Token);
        Assert.Equal((1, 2), (cache.Running, cache.Waiting));

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        Assert.False(second.IsCompleted);

        first.Finish();
        await first.DisposeAsync();
        await using var reading = await second;
        Assert.Equal((1, 0, 999), (cache.Running, cache.Waiting, reading.Cached));
    }

    [Fact]
    public async Task APromptThatIsGivenUpIsKeptAsFarAsItWasRead()
    {
        var time = new ManualTime();
        var cache = new PrefixCache(Script(1, 0, 0, true), TimeSpan.Zero, time);
        var reading = await cache.EnterAsync(Story, CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(0.3));
        await reading.DisposeAsync();

        Assert.Equal((300, 700), await ReadAsync(cache, Story));
    }

    [Fact]
    public async Task AServerThatNoticesLateGoesOnAndStaysBusy()
    {
        var time = new ManualTime();
        var cache = new PrefixCache(Script(1, 0, 0, true), TimeSpan.FromSeconds(0.5), time);
        var reading = await cache.EnterAsync(Story, CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(0.3));
        var leaving = reading.DisposeAsync();
        Assert.Equal(1, cache.Running);

        time.Advance(TimeSpan.FromSeconds(0.5));
        await leaving;
        Assert.Equal((800, 200), await ReadAsync(cache, Story));
    }

    [Fact]
    public async Task LlamaServerTellsWhatWasCachedInTimingsAndUsage()
    {
        await using var local = await StartAsync("""{ "kind": "llama-server", "prefill": { "tokensPerSecond": 1000000, "slots": 1 } }""");
        await ChatAsync(local, Story);
        var again = await ChatAsync(local, Story);

        var prompt = (int)again["usage"]!["prompt_tokens"]!;
        Assert.Equal((prompt - 1, prompt - 1, 1), ((int)again["usage"]!["prompt_tokens_details"]!["cached_tokens"]!, (int)again["timings"]!["cache_n"]!, (int)again["timings"]!["prompt_n"]!));
        Assert.Equal([prompt, prompt], local.Requests.Select(request => request.Prompt));
        Assert.Equal([0, prompt - 1], local.Requests.Select(request => request.Cached));
    }

    [Fact]
    public async Task VllmCountsHitsAndTellsThemInAnswersOnlyWhenStartedSo()
    {
        await using var silent = await StartAsync("""{ "kind": "vllm", "prefill": { "tokensPerSecond": 1000000 } }""");
        await using var telling = await StartAsync("""{ "kind": "vllm", "prefill": { "tokensPerSecond": 1000000, "tellsCached": true } }""");
        await ChatAsync(silent, Story);
        await ChatAsync(telling, Story);

        Assert.Null((await ChatAsync(silent, Story))["usage"]!["prompt_tokens_details"]);
        var hit = (int)(await ChatAsync(telling, Story))["usage"]!["prompt_tokens_details"]!["cached_tokens"]!;
        Assert.Equal((0, true), (hit % 16, hit > 900));
        using var metrics = await SimulatorClient.SendAsync(HttpMethod.Get, $"{silent.BaseUrl}/metrics");
        Assert.Contains($"vllm:prefix_cache_hits_total {hit}.0\n", await metrics.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OllamaTellsTheTimeAloneAndForgetsWithItsModel()
    {
        var time = new LaterTime();
        await using var local = await LocalSimulator.StartAsync(SimulatorScript.Parse("""{ "local": { "kind": "ollama", "models": [{ "name": "m" }], "prefill": { "tokensPerSecond": 1000 } } }"""), time: time);
        var cold = await OllamaAsync(local, "30m");
        var warm = await OllamaAsync(local, "30m");
        Assert.Equal((int)cold["prompt_eval_count"]!, (int)warm["prompt_eval_count"]!);
        Assert.Equal((true, 1_000_000L), ((long)cold["prompt_eval_duration"]! > 900_000_000, (long)warm["prompt_eval_duration"]!));

        time.Ahead = TimeSpan.FromMinutes(31);
        using var loaded = await SimulatorClient.SendAsync(HttpMethod.Get, $"{local.BaseUrl}/api/ps");
        Assert.Empty((await loaded.JsonAsync())["models"]!.AsArray());
        await OllamaAsync(local, "30m");
        Assert.Equal(0, local.Requests[^1].Cached);
    }

    [Fact]
    public async Task LlamaServerTellsWhoIsBusy()
    {
        await using var local = await StartAsync("""{ "kind": "llama-server", "prefill": { "tokensPerSecond": 1, "slots": 2 } }""");
        using var client = new HttpClient();
        using var gone = new CancellationTokenSource();
        var waiting = client.PostAsync(new Uri($"{local.BaseUrl}/v1/chat/completions"), new StringContent(Chat(Story).ToJsonString()), gone.Token);
        string slots;
        do
        {
            using var page = await SimulatorClient.SendAsync(HttpMethod.Get, $"{local.BaseUrl}/slots");
            slots = (await page.JsonAsync()).ToJsonString();
        }
        while (!slots.Contains("\"is_processing\":true", StringComparison.Ordinal));

        Assert.Contains("\"is_processing\":false", slots, StringComparison.Ordinal);
        using var metrics = await SimulatorClient.SendAsync(HttpMethod.Get, $"{local.BaseUrl}/metrics");
        Assert.Contains("llamacpp:requests_processing 1\n", await metrics.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private static PrefixCache Cache(int slots = 1, int block = 0, int aside = 0, bool rollsBack = true) => new(Script(slots, block, aside, rollsBack), TimeSpan.Zero, new ManualTime());

    private static PrefillScript Script(int slots, int block, int aside, bool rollsBack) =>
        new() { TokensPerSecond = 1000, Slots = slots, BlockTokens = block, AsideTokens = aside, RollsBack = rollsBack };

    private static async Task<(int Cached, int Computed)> ReadAsync(PrefixCache cache, string prompt)
    {
        await using var reading = await cache.EnterAsync(prompt, CancellationToken.None);
        reading.Finish();
        return (reading.Cached, reading.Computed);
    }

    private static Task<LocalSimulator> StartAsync(string local) => LocalSimulator.StartAsync(SimulatorScript.Parse($$"""{ "local": {{local}} }"""));

    private static JsonObject Chat(string prompt) => new()
    {
        ["model"] = "qwen3-coder:30b",
        ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = prompt }),
    };

    private static async Task<JsonNode> ChatAsync(LocalSimulator local, string prompt)
    {
        using var answer = await SimulatorClient.ChatAsync(local.BaseUrl, Chat(prompt));
        return await answer.JsonAsync();
    }

    private static async Task<JsonNode> OllamaAsync(LocalSimulator local, string keep)
    {
        var body = Chat(Story);
        (body["model"], body["stream"], body["keep_alive"]) = ("m", false, keep);
        using var answer = await SimulatorClient.SendAsync(HttpMethod.Post, $"{local.BaseUrl}/api/chat", body.ToJsonString());
        return await answer.JsonAsync();
    }

    // The system's clock, set ahead.
    private sealed class LaterTime : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
