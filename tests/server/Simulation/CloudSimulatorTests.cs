using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation;
using ClaudeSidecar.Simulation.Cloud;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Simulation;

public sealed class CloudSimulatorTests
{
    private const string Prefix = "anthropic-ratelimit-unified-";

    private const string Play = """
        "plays": [{ "match": { "lastUser": "build" }, "steps": [
          { "thinking": "Dig first – 👋.", "text": "I dig deep.", "tools": [{ "name": "Bash", "input": { "command": "dig" } }, { "name": "Read", "input": {}, "id": "toolu_own" }] },
          { "text": "It stands." } ] }]
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task TheStreamTellsTheSameMessageAsTheWholeAnswer(int chunkSize) // edge case 96
    {
        await using var cloud = await CloudSimulator.StartAsync(SimulatorScript.Parse($$"""{ {{Play}}, "cloud": { "chunkSize": {{chunkSize}} } }"""));
        var whole = await (await SimulatorClient.MessagesAsync(cloud.BaseUrl, Build(stream: false))).JsonAsync();
        var (stream, broken) = await (await SimulatorClient.MessagesAsync(cloud.BaseUrl, Build(stream: true))).ReadAsync();
        var events = SimulatorClient.Events(stream);

        Assert.False(broken);
        Assert.Equal(["message_start", "ping"], events.Take(2).Select(one => (string)one["type"]!));
        Assert.Equal(["message_delta", "message_stop"], events.TakeLast(2).Select(one => (string)one["type"]!));
        Assert.Equal("Dig first – 👋.", Joined(events, "thinking"));
        Assert.Equal("I dig deep.", Joined(events, "text"));
        Assert.Equal("""{"command":"dig"}{}""", Joined(events, "partial_json"));
        Assert.Equal([0, 1, 2, 3], events.Where(one => (string)one["type"]! == "content_block_stop").Select(one => (int)one["index"]!));
        Assert.Equal("tool_use", (string)events[^2]["delta"]!["stop_reason"]!);
        Assert.Equal(["thinking", "text", "tool_use", "tool_use"], whole["content"]!.AsArray().Select(block => (string)block!["type"]!));
        Assert.Equal("I dig deep.", (string)whole["content"]![1]!["text"]!);
        Assert.Equal("toolu_own", (string)whole["content"]![3]!["id"]!);
        Assert.Equal("tool_use", (string)whole["stop_reason"]!);
        Assert.True(ThinkingSeal.IsGenuine("Dig first – 👋.", Joined(events, "signature")));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task AnswersAreCompressedForThoseWhoAcceptIt(string encoding) // edge case 58
    {
        await using var cloud = await CloudSimulator.StartAsync(SimulatorScript.Parse($$"""{ {{Play}}, "cloud": { "compress": true } }"""));
        foreach (var body in new[] { Build(stream: true), Build(stream: false), new JsonObject() })
        {
            using var answer = await SimulatorClient.MessagesAsync(cloud.BaseUrl, body, ("accept-encoding", encoding));

            Assert.Equal([encoding], answer.Content.Headers.ContentEncoding);
            await using var raw = await answer.Content.ReadAsStreamAsync();
            await using Stream plain = encoding == "br" ? new BrotliStream(raw, CompressionMode.Decompress) : new GZipStream(raw, CompressionMode.Decompress);
            var text = await new StreamReader(plain, Encoding.UTF8).ReadToEndAsync();
            Assert.Matches("message_stop|\"type\":\"(message|error)\"", text);
        }
    }

    [Fact]
    public async Task TheQuotaDrainsIsUsedUpAndComesBack() // edge case 1
    {
        var time = new ManualTime();
        var script = SimulatorScript.Parse("""{ "cloud": { "quota": { "5h": { "used": 0.8, "perRequest": 0.1, "resetsInSeconds": 20 }, "7d": { "used": 0.5 } } } }""");
        await using var cloud = await CloudSimulator.StartAsync(script, 0, time);

        foreach (var (used, status) in new[] { ("0.9", "allowed_warning"), ("1.0", "allowed_warning") })
        {
            using var admitted = await SimulatorClient.MessagesAsync(cloud.BaseUrl, SimulatorClient.Ask());
            Assert.Equal((200, used, status, "0.9"), ((int)admitted.StatusCode, admitted.Header(Prefix + "5h-utilization"), admitted.Header(Prefix + "status"), admitted.Header(Prefix + "5h-surpassed-threshold")));
        }

        using var refused = await SimulatorClient.MessagesAsync(cloud.BaseUrl, SimulatorClient.Ask());
        var reset = (time.GetUtcNow() + TimeSpan.FromSeconds(20)).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        var error = await refused.JsonAsync();
        Assert.Equal(429, (int)refused.StatusCode);
        Assert.Equal(("rejected", "five_hour", reset), (refused.Header(Prefix + "status"), refused.Header(Prefix + "representative-claim"), refused.Header(Prefix + "reset")));
        Assert.Equal(("rejected", "1.0", reset), (refused.Header(Prefix + "5h-status"), refused.Header(Prefix + "5h-utilization"), refused.Header(Prefix + "5h-reset")));
        Assert.Equal(("allowed", "0.5"), (refused.Header(Prefix + "7d-status"), refused.Header(Prefix + "7d-utilization")));
        Assert.Equal(("20", "true"), (refused.Header("retry-after"), refused.Header("x-should-retry")));
        Assert.Equal(("error", "rate_limit_error"), ((string?)error["type"], (string?)error["error"]!["type"]));
        Assert.Equal(refused.Header("request-id"), (string?)error["request_id"]);

        time.Advance(TimeSpan.FromSeconds(20));
        using var again = await SimulatorClient.MessagesAsync(cloud.BaseUrl, SimulatorClient.Ask());
        Assert.Equal((200, "0.1", "allowed"), ((int)again.StatusCode, again.Header(Prefix + "5h-utilization"), again.Header(Prefix + "5h-status")));
    }

    [Fact]
    public async Task AWindowMayBeForSomeModelsOnly() // edge cases 5, 12
    {
        await using var cloud = await CloudSimulator.StartAsync(SimulatorScript.Parse("""{ "cloud": { "quota": { "5h": { "used": 0.1 }, "7d_oi": { "used": 1.0, "models": ["opus"] } } } }"""));
        var opus = SimulatorClient.Ask();
        opus["model"] = "claude-opus-5-5";

        using var refused = await SimulatorClient.MessagesAsync(cloud.BaseUrl, opus);
        using var admitted = await SimulatorClient.MessagesAsync(cloud.BaseUrl, SimulatorClient.Ask());

        Assert.Equal((429, "seven_day_overage_included"), ((int)refused.StatusCode, refused.Header(Prefix + "representative-claim")));
        Assert.Equal((200, null), ((int)admitted.StatusCode, admitted.Header(Prefix + "7d_oi-status")));
    }

    [Fact]
    public async Task TheLimitComesAtTheNamedMainRequestAndTitlesDoNotCount()
    {
        await using var cloud = await CloudSimulator.StartAsync(SimulatorScript.Parse("""{ "cloud": { "limitAtRequest": 2 } }"""));
        var title = SimulatorClient.Ask();
        title["output_config"] = JsonNode.Parse("""{"format":{"type":"json_schema","schema":{"type":"object","properties":{"title":{"type":"string"}}}}}""");

        var answers = new List<int>();
        foreach (var body in new[] { SimulatorClient.Ask(), title, SimulatorClient.Ask(), title })
        {
            using var answer = await SimulatorClient.MessagesAsync(cloud.BaseUrl, body.DeepClone());
            answers.Add((int)answer.StatusCode);
        }

        Assert.Equal([200, 200, 429, 429], answers);
        Assert.Equal([1, null, 2, null], cloud.Requests.Select(request => request.MainNumber));
    }

    [Fact]
    public async Task AnApiKeyGetsTheOtherFamily()
    {
        await using var cloud = await CloudSimulator.StartAsync(SimulatorScript.Parse("""{ "cloud": { "quota": { "5h": { "used": 0.25 } } } }"""));
        using var answer = await SimulatorClient.MessagesAsync(cloud.BaseUrl, SimulatorClient.Ask(), ("authorization", ""), ("x-api-key", "sk-ant-api03-x"));

        Assert.Equal(("4000", "3000", "300000"), (answer.Header("anthropic-ratelimit-requests-limit"), answer.Header("anthropic-ratelimit-requests-remaining"), answer.Header("anthropic-ratelimit-input-tokens-remaining")));
        Assert.EndsWith("Z", answer.Header("anthropic-ratelimit-tokens-reset"), StringComparison.Ordinal);
        Assert.Null(answer.Header(Prefix + "status"));
    }

    [Theory]
    [InlineData("", "", 401, "x-api-key header is required")]
    [InlineData("Bearer sk-ant-oat01-x", "", 401, "OAuth authentication is currently not supported.")]
    [InlineData("Bearer sk-ant-oat01-x", "oauth-2025-04-20,other-1", 200, null)]
    public async Task CredentialsAreJudged(string authorization, string betas, int status, string? message)
    {
        await using var cloud = await CloudSimulator.StartAsync(SimulatorScript.Empty);
        using var answer = await SimulatorClient.MessagesAsync(cloud.BaseUrl, SimulatorClient.Ask(), ("authorization", authorization), ("anthropic-beta", betas));

        Assert.Equal((status, message), ((int)answer.StatusCode, (string?)(await answer.JsonAsync())["error"]?["message"]));
    }

    [Fact]
    public async Task TheBenchmarkUpstreamSendsItsEventsAndKeepsNoRecord()
    {
        await using var cloud = await CloudSimulator.StartAsync(SimulatorScript.Parse("""{ "bench": { "events": 50 } }"""));
        var (stream, _) = await (await SimulatorClient.MessagesAsync(cloud.BaseUrl, SimulatorClient.Ask(stream: true))).ReadAsync();

        Assert.Equal(50, SimulatorClient.Events(stream).Count(one => (string)one["type"]! == "content_block_delta"));
        Assert.Equal("message_stop", (string)SimulatorClient.Events(stream)[^1]["type"]!);
        Assert.Empty(cloud.Requests);
    }

    private static JsonObject Build(bool stream)
    {
        var body = SimulatorClient.Ask("build", stream);
        body["thinking"] = new JsonObject { ["type"] = "adaptive" };
        return body;
    }

    private static string Joined(IEnumerable<JsonNode> events, string field) =>
        string.Concat(events.Select(one => (string?)one["delta"]?[field]));
}
