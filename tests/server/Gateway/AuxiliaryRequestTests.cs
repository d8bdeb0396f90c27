using System.Text.Json;
using ClaudeSidecar.Simulation;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Gateway;

/// <summary>What the client sends beside its conversation (claude-wire 4): it is answered, it wakes no model for nothing, and it moves no session.</summary>
public sealed class AuxiliaryRequestTests : AsyncTest
{
    private const string Probe = """{"model":"claude-opus-5","max_tokens":1,"messages":[{"role":"user","content":"quota"}],"metadata":{"user_id":"x"}}""";
    private const string Limit = """{"quota":{"5h":{"used":1.0,"resetsInSeconds":600}}}""";

    private readonly ManualTime _time = new();
    private CloudSimulator _cloud = null!;
    private LocalSimulator _local = null!;

    public override async Task InitializeAsync() => _local = await LocalSimulator.StartAsync(SimulatorScript.Empty, time: _time);

    public override async ValueTask DisposeAsync()
    {
        await _cloud.DisposeAsync();
        await _local.DisposeAsync();
    }

    [Fact] // edge case 111
    public async Task TheQuotaProbeGoesToClaudeAndBringsBackItsHeaders()
    {
        await using var sidecar = await StartAsync("""{"quota":{"5h":{"used":0.4,"resetsInSeconds":600}}}""");
        using var response = await sidecar.AskAsync(Probe);

        Assert.Equal((200, "claude"), (Status(response), Mark(response)));
        Assert.Contains(response.Headers, header => header.Key.StartsWith("anthropic-ratelimit-", StringComparison.OrdinalIgnoreCase));
    }

    [Fact] // edge case 111
    public async Task ALimitIsNotShownToTheQuotaProbeAndNoModelIsWokenForIt()
    {
        await using var sidecar = await StartAsync(Limit);
        using var first = await sidecar.AskAsync(Probe);
        using var turn = await sidecar.AskAsync(SidecarHost.Turn());
        await turn.Content.ReadAsStringAsync();
        var asked = (_cloud.Requests.Count, Chats);
        using var second = await sidecar.AskAsync(Probe);

        Assert.Equal("local", Mark(turn));
        Assert.Equal(asked, (_cloud.Requests.Count, Chats));
        foreach (var response in new[] { first, second })
        {
            using var message = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
            Assert.Equal((200, "sidecar", "application/json"), (Status(response), Mark(response), response.Content.Headers.ContentType!.ToString()));
            Assert.Equal(("message", "claude-opus-5"), (message.RootElement.GetProperty("type").GetString(), message.RootElement.GetProperty("model").GetString()));
            Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("anthropic-ratelimit-", StringComparison.OrdinalIgnoreCase)); // edge case 114
        }
    }

    [Theory] // edge case 111
    [InlineData("local")]
    [InlineData("auto")]
    public async Task TheQuotaProbeIsAnsweredWhereTheUserChoseALocalModelOrClaudeIsAway(string pin)
    {
        _cloud = await CloudSimulator.StartAsync(SimulatorScript.Empty, time: _time);
        await using var sidecar = await SidecarHost.StartAsync("http://127.0.0.1:9", _local.BaseUrl, _time);
        sidecar.Services.Control.Switch(pin, null);

        using var response = await sidecar.AskAsync(Probe);

        Assert.Equal((200, "sidecar", 0), (Status(response), Mark(response), Chats));
    }

    [Fact] // edge cases 111, 114
    public async Task WithoutAnotherToAnswerTheProbeSeesTheLimitAsItIs()
    {
        _cloud = await CloudSimulator.StartAsync(Script(Limit), time: _time);
        await using var sidecar = await SidecarHost.StartAsync(_cloud.BaseUrl, local: null, _time);
        using var response = await sidecar.AskAsync(Probe);

        Assert.Equal((429, "claude"), (Status(response), Mark(response)));
        Assert.Equal("rejected", response.Headers.GetValues("anthropic-ratelimit-unified-status").Single());
    }

    [Theory] // edge case 111
    [InlineData("""{"model":"m","max_tokens":900,"stream":true,"output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{"title":{"type":"string"}}}}},"messages":[{"role":"user","content":"hello"}]}""", "")]
    [InlineData("""{"model":"m","max_tokens":900,"stream":true,"messages":[{"role":"user","content":"suggest something"}]}""", "auxiliary")]
    public async Task WhatGoesBesideAConversationFollowsItAndDoesNotMoveIt(string body, string told)
    {
        await using var sidecar = await StartAsync(Limit);
        using var turn = await sidecar.AskAsync(SidecarHost.Turn());
        _time.Advance(TimeSpan.FromSeconds(601));

        using var beside = await SendAsync(sidecar, body, told);
        using var loop = await sidecar.AskAsync(SidecarHost.ToolTurn());
        using var next = await sidecar.AskAsync(SidecarHost.Turn());

        Assert.Equal(["local", "local", "local", "claude"], new[] { turn, beside, loop, next }.Select(Mark));
        Assert.Equal(200, Status(beside));
    }

    [Fact] // edge case 111
    public async Task CountingTokensWakesNoModel()
    {
        await using var sidecar = await StartAsync(Limit);
        using var turn = await sidecar.AskAsync(SidecarHost.Turn());
        await turn.Content.ReadAsStringAsync();
        var chats = Chats;
        using var count = await sidecar.AskAsync(SidecarHost.Turn(), "/v1/messages/count_tokens?beta=true&x=1");
        using var body = JsonDocument.Parse(await count.Content.ReadAsStringAsync());

        Assert.Equal((200, "local"), (Status(count), Mark(count)));
        Assert.True(body.RootElement.GetProperty("input_tokens").GetInt32() > 0);
        Assert.Equal(chats, Chats);
    }

    private int Chats => _local.Requests.Count(request => request.Path.EndsWith("/chat/completions", StringComparison.Ordinal));

    private static int Status(HttpResponseMessage response) => (int)response.StatusCode;

    private static string Mark(HttpResponseMessage response) => response.Headers.GetValues("x-sidecar-provider").Single();

    private static SimulatorScript Script(string cloud) => SimulatorScript.Parse($$"""{ "cloud": {{cloud}} }""");

    private static Task<HttpResponseMessage> SendAsync(SidecarHost sidecar, string body, string told)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages?beta=true") { Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add("Authorization", "Bearer any");
        request.Headers.Add("x-claude-code-session-id", "s-1");
        if (told.Length > 0)
        {
            request.Headers.Add("x-claude-code-request-class", told);
        }

        return sidecar.Client.SendAsync(request);
    }

    private async Task<SidecarHost> StartAsync(string cloud)
    {
        _cloud = await CloudSimulator.StartAsync(Script(cloud), time: _time);
        return await SidecarHost.StartAsync(_cloud.BaseUrl, _local.BaseUrl, _time);
    }
}
