using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using ClaudeSidecar.Simulation;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Gateway;

/// <summary>What Claude Code does besides asking for answers: retries, probes, compressed bodies, going on by itself after a reset.</summary>
public sealed class ClientBehaviourTests : AsyncTest
{
    private const string Plays = """ "plays":[{"steps":[{"text":"The answer."}]}] """;
    private const string Limit = """{"quota":{"5h":{"used":1.0,"resetsInSeconds":600}}}""";
    private const string Probe = """{"model":"claude-sonnet-5","max_tokens":1,"messages":[{"role":"user","content":"quota"}]}""";

    private readonly ManualTime _time = new();
    private CloudSimulator _cloud = null!;
    private LocalSimulator _local = null!;
    private SidecarHost _sidecar = null!;

    public override async ValueTask DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        await _cloud.DisposeAsync();
        await _local.DisposeAsync();
    }

    [Fact] // edge case 111
    public async Task TheQuotaProbeWakesNoModelWhileTheQuotaIsUsedUp()
    {
        await StartAsync(Limit);

        using var response = await _sidecar.AskAsync(Probe);
        var message = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal((HttpStatusCode.OK, "sidecar", "own"), (response.StatusCode, Header(response, "x-sidecar-provider"), Header(response, "x-sidecar-reason")));
        Assert.Equal(("message", "claude-sonnet-5", "max_tokens"), (Text(message, "type"), Text(message, "model"), Text(message, "stop_reason")));
        Assert.DoesNotContain(response.Headers, header => header.Key.StartsWith("anthropic-ratelimit", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(_local.Requests, request => request.Method == "POST");
    }

    [Fact] // edge case 111
    public async Task TheQuotaProbeIsClaudesToAnswerWhileItCan()
    {
        await StartAsync("""{"quota":{"5h":{"used":0.5,"resetsInSeconds":600}}}""");

        using var response = await _sidecar.AskAsync(Probe);

        Assert.Equal("claude", Header(response, "x-sidecar-provider"));
        Assert.Equal("0.5", Header(response, "anthropic-ratelimit-unified-5h-utilization"));
    }

    [Fact] // edge case 112
    public async Task ARetryOfAnAnsweredRequestAsksNobodyTwice()
    {
        await StartAsync(Limit);
        var first = await AnswerAsync(SidecarHost.Turn());
        var askedBefore = _cloud.Requests.Count;

        var retry = await AnswerAsync(SidecarHost.Turn(), retry: 1);

        Assert.Equal(("local", "local"), (first.Provider, retry.Provider));
        Assert.Equal(askedBefore, _cloud.Requests.Count);
        Assert.Equal(2, Chats());
        Assert.True(_sidecar.Services.Routing.Health.Of("local").Available);
    }

    [Fact] // edge case 112
    public async Task ARequestThatComesTwiceAtOnceIsAnsweredTwiceInFull()
    {
        await StartAsync(Limit);

        var both = await Task.WhenAll(AnswerAsync(SidecarHost.Turn()), AnswerAsync(SidecarHost.Turn(), retry: 1));

        Assert.All(both, answer => Assert.Equal("type=text|text=The answer.", StreamValidator.Read(answer.Body).Content));
    }

    [Theory] // edge case 113
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("identity")]
    public async Task ACompressedRequestIsAnsweredLocallyToo(string encoding)
    {
        await StartAsync("{}");
        _sidecar.Services.Control.Switch("local", null);

        using var response = await _sidecar.Client.SendAsync(Compressed(encoding, Encoding.UTF8.GetBytes(SidecarHost.Turn("what I asked"))));
        var stream = StreamValidator.Read(await response.Content.ReadAsByteArrayAsync());

        Assert.Equal("local", Header(response, "x-sidecar-provider"));
        Assert.Equal("type=text|text=The answer.", stream.Content);
        Assert.Contains("what I asked", Encoding.UTF8.GetString(_local.Requests.Last(request => request.Method == "POST").Body.Span), StringComparison.Ordinal);
    }

    [Fact] // edge cases 57, 113
    public async Task ACompressedRequestReachesClaudeByteForByte()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var sidecar = await SidecarHost.StartAsync(upstream.BaseUrl, local: null);
        await StartAsync("{}");
        var request = Compressed("gzip", Encoding.UTF8.GetBytes(SidecarHost.Turn(stream: false)));
        var sent = await request.Content!.ReadAsByteArrayAsync();

        using var response = await sidecar.Client.SendAsync(request);

        var seen = upstream.Requests.Single();
        Assert.True(sent.AsSpan().SequenceEqual(seen.Body));
        Assert.Equal("gzip", seen.Headers["Content-Encoding"]);
    }

    [Fact] // edge cases 51, 113
    public async Task WhatClaudeWouldRefuseIsTakenOutOfACompressedRequestToo()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var sidecar = await SidecarHost.StartAsync(upstream.BaseUrl, local: null);
        await StartAsync("{}");
        var body = """{"model":"claude-sonnet-5","messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"text","text":""},{"type":"text","text":"b"}]},{"role":"user","content":"c"}]}""";

        using var response = await sidecar.Client.SendAsync(Compressed("gzip", Encoding.UTF8.GetBytes(body)));

        var seen = upstream.Requests.Single();
        Assert.Equal(body.Replace("""{"type":"text","text":""},""", "", StringComparison.Ordinal), Encoding.UTF8.GetString(seen.Body));
        Assert.False(seen.Headers.ContainsKey("Content-Encoding"));
    }

    [Theory] // edge case 113
    [InlineData("zstd", 415)]
    [InlineData("gzip", 415)]
    public async Task ARequestThatCannotBeReadHereIsRefusedInAnthropicsForm(string encoding, int status)
    {
        await StartAsync(Limit);
        await AnswerAsync(SidecarHost.Turn());
        var request = Compressed("identity", "no such bytes"u8.ToArray());
        request.Content!.Headers.ContentEncoding.Clear();
        request.Content.Headers.ContentEncoding.Add(encoding);

        using var response = await _sidecar.Client.SendAsync(request);
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType!.ToString()); // edge case 116
        Assert.Equal("error", Text(error, "type"));
        Assert.Contains(encoding, Text(error.GetProperty("error"), "message"), StringComparison.Ordinal);
    }

    [Theory] // edge case 113
    [InlineData("{\"model\":", "not valid JSON")]
    [InlineData("{\"model\":\"claude-sonnet-5\",\"max_tokens\":5}", "messages: Field required")]
    [InlineData("[]", "messages: Field required")]
    public async Task AMalformedRequestIsRefusedInAnthropicsForm(string body, string words)
    {
        await StartAsync(Limit);
        _sidecar.Services.Control.Switch("local", null);

        using var response = await _sidecar.AskAsync(body);
        var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

        Assert.Equal(400, (int)response.StatusCode);
        Assert.Equal("invalid_request_error", Text(error.GetProperty("error"), "type"));
        Assert.Contains(words, Text(error.GetProperty("error"), "message"), StringComparison.Ordinal);
    }

    [Theory] // edge case 110
    [InlineData("GET", "/v1/models/claude-opus-5")]
    [InlineData("POST", "/api/event_logging/batch")]
    [InlineData("GET", "/v1/files")]
    public async Task WithoutClaudeItsOtherPathsAreRefusedAndNeverFail(string method, string path)
    {
        await StartAsync("{}");
        await using var alone = await SidecarHost.StartAsync("http://127.0.0.1:9", _local.BaseUrl);

        using var response = await alone.Client.SendAsync(new(new(method), path));

        Assert.Equal(502, (int)response.StatusCode);
        Assert.Equal("error", Text(JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement, "type"));
    }

    [Theory] // edge cases 97 and 110
    [InlineData("/v1/messages/count_tokens")]
    [InlineData("/v1/messages/count_tokens?beta=true&x=1")]
    public async Task TokensAreCountedWhileTheQuotaIsUsedUp(string path)
    {
        await StartAsync(Limit);
        await AnswerAsync(SidecarHost.Turn());

        using var response = await _sidecar.AskAsync(SidecarHost.Turn(), path);

        Assert.Equal(200, (int)response.StatusCode);
        Assert.True(JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("input_tokens").GetInt32() > 5);
        Assert.Equal(1, Chats());
    }

    [Fact] // edge case 114
    public async Task HeadersAboutTheQuotaComeFromClaudeAlone()
    {
        await StartAsync("""{"quota":{"5h":{"used":0.99,"perRequest":0.02,"resetsInSeconds":600}}}""");

        using var cloud = await _sidecar.AskAsync(SidecarHost.Turn());
        using var local = await _sidecar.AskAsync(SidecarHost.Turn());

        Assert.Equal(("claude", "local"), (Header(cloud, "x-sidecar-provider"), Header(local, "x-sidecar-provider")));
        Assert.NotEmpty(Header(cloud, "anthropic-ratelimit-unified-status"));
        Assert.StartsWith("req_", Header(cloud, "request-id"), StringComparison.Ordinal);
        Assert.StartsWith("req_", Header(local, "request-id"), StringComparison.Ordinal);
        Assert.DoesNotContain(local.Headers, header => header.Key.StartsWith("anthropic-ratelimit", StringComparison.OrdinalIgnoreCase));
    }

    [Fact] // edge case 118
    public async Task AClientThatGoesOnByItselfAtTheResetIsAnsweredOnceByClaude()
    {
        // It parks a turn only when it has seen the limit: it never does, and what it sends at the reset is one new request.
        await StartAsync(Limit);
        var limited = await AnswerAsync(SidecarHost.Turn());
        _time.Advance(TimeSpan.FromSeconds(601));
        var (cloudBefore, localBefore) = (_cloud.Requests.Count, Chats());

        var resumed = await AnswerAsync(SidecarHost.Turn("Continue from where you left off."));

        Assert.Equal((200, "local"), (limited.Status, limited.Provider));
        Assert.Equal((200, "claude"), (resumed.Status, resumed.Provider));
        Assert.Equal((cloudBefore + 1, localBefore), (_cloud.Requests.Count, Chats()));
    }

    private async Task StartAsync(string cloud)
    {
        _cloud = await CloudSimulator.StartAsync(SimulatorScript.Parse($$"""{ {{Plays}}, "cloud": {{cloud}} }"""), time: _time);
        _local = await LocalSimulator.StartAsync(SimulatorScript.Parse($$"""{ {{Plays}} }"""), time: _time);
        _sidecar = await SidecarHost.StartAsync(_cloud.BaseUrl, _local.BaseUrl, _time);
    }

    private async Task<(int Status, string Provider, byte[] Body)> AnswerAsync(string body, int retry = 0)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages?beta=true") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("Authorization", "Bearer any");
        request.Headers.Add("anthropic-version", "2023-06-01");
        request.Headers.Add("x-claude-code-session-id", "s-1");
        request.Headers.Add("x-stainless-retry-count", $"{retry}");
        using var response = await _sidecar.Client.SendAsync(request);
        return ((int)response.StatusCode, Header(response, "x-sidecar-provider"), await response.Content.ReadAsByteArrayAsync());
    }

    private static HttpRequestMessage Compressed(string encoding, byte[] body)
    {
        using var packed = new MemoryStream();
        using (Stream writer = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "deflate" => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => new BufferedStream(new MemoryStream()),
        })
        {
            writer.Write(body);
        }

        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new ByteArrayContent(encoding == "identity" ? body : packed.ToArray()) };
        request.Content.Headers.ContentType = new("application/json");
        request.Content.Headers.ContentEncoding.Add(encoding);
        request.Headers.Add("Authorization", "Bearer any");
        request.Headers.Add("anthropic-version", "2023-06-01");
        return request;
    }

    private int Chats() => _local.Requests.Count(request => request.Path.EndsWith("/chat/completions", StringComparison.Ordinal));

    private static string Header(HttpResponseMessage response, string name) => response.Headers.GetValues(name).Single();

    private static string? Text(JsonElement holder, string name) => holder.GetProperty(name).GetString();
}
