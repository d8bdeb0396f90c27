using System.Net;
using System.Text;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Tests.Gateway;

/// <summary>What no well-behaved client sends, and what few servers answer.</summary>
public sealed class HostileInputTests : AsyncTest
{
    private FakeUpstream _upstream = null!;
    private SidecarHost _sidecar = null!;

    public override async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _sidecar = await SidecarHost.StartAsync(_upstream.BaseUrl, local: null);
    }

    public override async ValueTask DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact] // RFC 9112, 3.2.2: a server takes the absolute form
    public async Task AnAbsoluteTargetIsTheSameAsItsPath()
    {
        var health = await SendAsync($"GET http://127.0.0.1:{_sidecar.Port}/health HTTP/1.1", "");
        var files = await SendAsync($"GET http://127.0.0.1:{_sidecar.Port}/w/key/v1/files?a=%2F HTTP/1.1", "");

        Assert.StartsWith("HTTP/1.1 200", health, StringComparison.Ordinal);
        Assert.Contains("\"ok\"", health, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", files, StringComparison.Ordinal);
        Assert.Equal("/v1/files?a=%2F", _upstream.Requests.Single().Target);
    }

    [Theory] // edge case 126
    [InlineData("OPTIONS * HTTP/1.1")]
    [InlineData("CONNECT 127.0.0.1:PORT HTTP/1.1")]
    public async Task ATargetThatIsNoPathIsRefusedAndGoesNowhere(string line)
    {
        var answer = await SendAsync(line.Replace("PORT", $"{_sidecar.Port}", StringComparison.Ordinal), "authorization: Bearer secret\r\n");

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Empty(_upstream.Requests);
    }

    [Theory]
    [InlineData("/v1/status/")]
    [InlineData("//v1/status")]
    [InlineData("/V1/status")]
    [InlineData("/w/key/v1/status")]
    [InlineData("/v1%2Fstatus")]
    public async Task TheControlTokenNeverLeavesTheMachine(string path)
    {
        var answer = await SendAsync($"GET {path} HTTP/1.1", $"authorization: Bearer {_sidecar.Token}\r\n");

        Assert.StartsWith("HTTP/1.1 404", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(_sidecar.Token, answer, StringComparison.Ordinal);
        Assert.Empty(_upstream.Requests);
    }

    [Fact]
    public async Task HeaderBytesOutsideAsciiTravelAsTheyAreInBothDirections()
    {
        await using var upstream = new RawUpstream("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-note: caf\u00e9 \u00c3\u00a9\r\nx-empty:\r\ncontent-length: 2\r\n\r\n{}");
        await using var sidecar = await SidecarHost.StartAsync(upstream.BaseUrl, local: null);

        var answer = await RawHttp.SendAsync(
            sidecar.Port,
            $"GET /v1/models HTTP/1.1\r\nhost: 127.0.0.1:{sidecar.Port}\r\nconnection: close\r\nx-project: \u00e9t\u00e9 \u00e6\u00bc\u00a2\r\nx-empty:\r\nx-long: {new string('a', 60_000)}\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Contains("x-note: caf\u00e9 \u00c3\u00a9\r\n", answer, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("x-project: \u00e9t\u00e9 \u00e6\u00bc\u00a2\r\n", await upstream.Received, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task AHeadRequestKeepsItsLengthAndHasNoBody()
    {
        _upstream.Answer = context =>
        {
            context.Response.ContentLength = 1234;
            context.Response.Headers["x-request-kind"] = "head";
            return Task.CompletedTask;
        };

        var answer = await SendAsync("HEAD /v1/files/x HTTP/1.1", "");

        Assert.StartsWith("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Contains("content-length: 1234\r\n", answer, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("204 No Content", "")]
    [InlineData("304 Not Modified", "content-length: 77\r\netag: \"a\"\r\n")]
    [InlineData("205 Reset Content", "content-length: 0\r\n")]
    public async Task AnAnswerWithoutABodyStaysOne(string status, string headers)
    {
        await using var upstream = new RawUpstream($"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 {status}\r\n{headers}\r\n");
        await using var sidecar = await SidecarHost.StartAsync(upstream.BaseUrl, local: null);

        var answer = await RawHttp.SendAsync(sidecar.Port, $"GET /v1/files HTTP/1.1\r\nhost: 127.0.0.1:{sidecar.Port}\r\nconnection: close\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {status[..3]}", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Fact] // edge case 113
    public async Task ACompressedRequestGoesToAnthropicAsItIs()
    {
        byte[] sent = [0x1f, 0x8b, 8, 0, .. Enumerable.Range(0, 50_000).Select(n => (byte)(n * 7)), (byte)'"', (byte)'"'];
        var content = new ByteArrayContent(sent) { Headers = { { "Content-Type", "application/json" }, { "Content-Encoding", "gzip" } } };
        _upstream.Answer = context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("{}");
        };

        using var response = await _sidecar.Client.PostAsync("/v1/messages", content);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(sent.AsSpan().SequenceEqual(_upstream.Requests.Single().Body));
        Assert.Equal("gzip", _upstream.Requests.Single().Headers["Content-Encoding"]);
    }

    [Fact] // edge case 113
    public async Task TheStreamThatACompressedRequestAskedForIsNotTakenForAWrongAnswer()
    {
        var stream = Encoding.UTF8.GetBytes("event: content_block_start\ndata: {}\n\n");
        _upstream.Answer = FakeUpstream.Stream(stream, 10);
        var content = new ByteArrayContent([0x1f, 0x8b, 8, 0, 1, 2, 3]) { Headers = { { "Content-Encoding", "gzip" } } };

        using var response = await _sidecar.Client.PostAsync("/v1/messages", content);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(stream, await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task AChunkedRequestThatWantsToBeAskedFirstArrivesWhole()
    {
        _upstream.Answer = context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("{}");
        };

        var answer = await RawHttp.SendAsync(
            _sidecar.Port,
            $"POST /v1/messages HTTP/1.1\r\nhost: 127.0.0.1:{_sidecar.Port}\r\nconnection: close\r\nexpect: 100-continue\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{{\"a\":\r\n2\r\n1}}\r\n0\r\n\r\n");

        Assert.Contains("HTTP/1.1 200", answer, StringComparison.Ordinal);
        Assert.Equal("""{"a":1}""", Encoding.UTF8.GetString(_upstream.Requests.Single().Body));
    }

    [Theory] // JSON.stringify writes half a surrogate pair so; a cut tool output has them
    [InlineData("""{"model":"claude-x","messages":[{"role":"user","content":[{"type":"text","text":"\ud83d cut"}]},{"role":"assistant","content":[{"type":"text","text":""}]}]}""")]
    [InlineData("""{"model":"\ud83d","messages":[]}""")]
    [InlineData("""{"model":"claude-x","metadata":{"user_id":"\udc00"},"messages":[]}""")]
    public async Task HalfASurrogatePairIsNoReasonToFail(string body)
    {
        _upstream.Answer = context =>
        {
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("{}");
        };

        using var response = await _sidecar.AskAsync(body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private Task<string> SendAsync(string line, string headers) =>
        RawHttp.SendAsync(_sidecar.Port, $"{line}\r\nhost: 127.0.0.1:{_sidecar.Port}\r\nconnection: close\r\n{headers}\r\n");
}
