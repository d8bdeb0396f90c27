using System.Net;
using System.Text;
using ClaudeSidecar.Quota;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Tests.Gateway;

/// <summary>What tells of the quota beside the answers' own headers may fail in any way: the headers stay the truth.</summary>
public sealed class SecondSourceTests : AsyncTest
{
    private readonly ManualTime _time = new();
    private FakeUpstream _claude = null!;
    private SidecarHost _sidecar = null!;

    public override async Task InitializeAsync()
    {
        _claude = await FakeUpstream.StartAsync();
        _claude.Answer = context =>
        {
            context.Response.Headers["anthropic-ratelimit-unified-status"] = "allowed";
            context.Response.Headers["anthropic-ratelimit-unified-5h-utilization"] = "0.62";
            context.Response.Headers["anthropic-ratelimit-unified-5h-reset"] = _time.GetUtcNow().AddHours(2).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
            context.Response.ContentType = "application/json";
            return context.Response.WriteAsync("""{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Hi"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}""");
        };
        _sidecar = await SidecarHost.StartAsync(_claude.BaseUrl, local: null, _time);
        using var answer = await _sidecar.AskAsync(SidecarHost.Turn(stream: false));
        await answer.Content.ReadAsStringAsync();
        Assert.Equal([("5h", 0.62)], Windows());
    }

    public override async ValueTask DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        await _claude.DisposeAsync();
    }

    // edge case 14
    [Theory]
    [InlineData(429, "application/json", """{"type":"error","error":{"type":"rate_limit_error","message":"Rate limited."}}""")]
    [InlineData(401, "application/json", """{"type":"error","error":{"type":"authentication_error","message":"expired"}}""")]
    [InlineData(404, "application/json", "{}")]
    [InlineData(200, "text/html", "<html>Just a moment…</html>")]
    [InlineData(200, "application/json", """{"five_hour":{"utilization":100,"resets_at":"2026-11-21T14:00:00Z"}}""")]
    public async Task AUsageRequestThatPassesThroughChangesNothing(int status, string type, string body)
    {
        _claude.Answer = context =>
        {
            (context.Response.StatusCode, context.Response.ContentType) = (status, type);
            return context.Response.WriteAsync(body);
        };

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/oauth/usage");
        request.Headers.Add("Authorization", "Bearer any");
        using var response = await _sidecar.Client.SendAsync(request);

        Assert.Equal((status, body), ((int)response.StatusCode, await response.Content.ReadAsStringAsync()));
        AssertUnchanged();
    }

    // edge case 14
    [Theory]
    [InlineData("<html>", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("[1]", HttpStatusCode.OK)]
    [InlineData("""{"rate_limits":null}""", HttpStatusCode.OK)]
    [InlineData("""{"rate_limits":{"five_hour":"soon"}}""", HttpStatusCode.OK)]
    [InlineData("""{"rate_limits":{"five_hour":{"used_percentage":"62"}}}""", HttpStatusCode.OK)]
    [InlineData("""{"rate_limits":{"five_hour":{"used_percentage":3,"resets_at":1}}}""", HttpStatusCode.OK)]
    [InlineData("""{"rate_limits":{"spend_limit":{"used_percentage":100}}}""", HttpStatusCode.OK)]
    public async Task AStatusLineThatCannotBeReadChangesNothing(string body, HttpStatusCode status)
    {
        Assert.Equal(status, await StatuslineAsync(body));
        AssertUnchanged();
    }

    [Fact]
    public async Task AStatusLineThatKnowsMoreIsTaken()
    {
        var reset = _time.GetUtcNow().AddHours(2).ToUnixTimeSeconds();
        Assert.Equal(HttpStatusCode.OK, await StatuslineAsync($$"""{"session_id":"s-1","rate_limits":{"five_hour":{"used_percentage":71,"resets_at":{{reset}} },"thirty_day":{"used_percentage":12} } }"""));

        Assert.Equal([("5h", 0.71), ("30d", 0.12)], Windows());
        Assert.Equal(QuotaReading.FromStatusline, _sidecar.Services.Routing.Quota.Snapshot().Source);
    }

    private void AssertUnchanged()
    {
        Assert.Equal([("5h", 0.62)], Windows());
        Assert.Equal(QuotaReading.FromHeaders, _sidecar.Services.Routing.Quota.Snapshot().Windows[0].Source);
        Assert.Equal(QuotaState.Allowed, _sidecar.Services.Routing.Quota.Snapshot().State);
        Assert.True(_sidecar.Services.Routing.Health.Of("claude").Available);
    }

    private (string, double?)[] Windows() => [.. _sidecar.Services.Routing.Quota.Snapshot().Windows.Select(window => (window.Name, window.Used))];

    private async Task<HttpStatusCode> StatuslineAsync(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/statusline") { Content = new StringContent(body, Encoding.UTF8, "application/json"), Headers = { Authorization = new("Bearer", _sidecar.Token) } };
        using var response = await _sidecar.Client.SendAsync(request);
        return response.StatusCode;
    }
}
