using ClaudeSidecar.Control;
using ClaudeSidecar.Simulation;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Tests.Gateway;

/// <summary>A limit from its beginning to its end, as requests, users and the client's own questions about usage see it.</summary>
public sealed class EpisodeTests : AsyncTest
{
    private const string Plays = """ "plays":[{"steps":[{"text":"The answer."}]}] """;

    private readonly ManualTime _time = new();
    private readonly LogBook _log = new();
    private CloudSimulator _cloud = null!;
    private LocalSimulator _local = null!;
    private SidecarHost _sidecar = null!;

    public override async ValueTask DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        await _cloud.DisposeAsync();
        await _local.DisposeAsync();
        _log.Dispose();
    }

    [Fact] // edge case 46
    public async Task ASwitchIsSeenInHeadersStatusAndLogAndTellsTheUserOnce()
    {
        await StartAsync("""{"quota":{"5h":{"used":1.0,"resetsInSeconds":600}}}""");
        List<Notice> notices = [];
        _sidecar.Services.Control.Noticed += notices.Add;

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal((200, "local", "quota-window"), await AskAsync());
        }

        var status = _sidecar.Services.Control.Status();
        Assert.Equal(("local", "quota-window"), (status.Route.Provider, status.Route.Reason));
        Assert.StartsWith("Claude's 5-hour quota is used up until ", status.Route.Text, StringComparison.Ordinal);
        Assert.StartsWith("Claude 的 5 小时配额已用完", status.Route.TextZh, StringComparison.Ordinal);
        Assert.Single(_log.Lines, line => line.StartsWith("FailedOver: claude: QuotaWindow", StringComparison.Ordinal));
        Assert.Equal("switched-to-local", Assert.Single(notices, notice => notice.Code != "quota-low").Code);

        _time.Advance(TimeSpan.FromSeconds(601));
        Assert.Equal((200, "claude", "primary"), await AskAsync());
        Assert.Equal(["switched-to-local", "back-to-claude"], notices.Select(notice => notice.Code).Where(code => code != "quota-low"));
    }

    [Fact] // edge case 20
    public async Task RequestsThatTogetherTakeTheLastPercentAllComplete()
    {
        await StartAsync("""{"quota":{"5h":{"used":0.99,"perRequest":0.01,"resetsInSeconds":600}}}""");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => AskAsync(session: $"s-{i}")));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Single(answers, answer => answer.Provider == "claude");
    }

    [Theory] // edge case 14
    [InlineData(429, "application/json", """{"type":"error","error":{"type":"rate_limit_error","message":"Rate limited."}}""")]
    [InlineData(401, "application/json", """{"type":"error","error":{"type":"authentication_error","message":"OAuth token has expired."}}""")]
    [InlineData(404, "text/plain", "not here")]
    [InlineData(200, "text/html", "<html>Sign in to the network</html>")]
    public async Task WhateverBecomesOfTheClientsOwnQuestionAboutUsageTheHeadersStayTheTruth(int refused, string contentType, string body)
    {
        await using var claude = await FakeUpstream.StartAsync();
        claude.Answer = context =>
        {
            var usage = context.Request.Path == "/api/oauth/usage";
            context.Response.StatusCode = usage ? refused : 200;
            context.Response.ContentType = usage ? contentType : "application/json";
            if (!usage)
            {
                context.Response.Headers["anthropic-ratelimit-unified-5h-utilization"] = "0.42";
                context.Response.Headers["anthropic-ratelimit-unified-5h-reset"] = _time.GetUtcNow().AddHours(1).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
            }

            return context.Response.WriteAsync(usage ? body : """{"id":"msg_1","type":"message","role":"assistant","content":[{"type":"text","text":"x"}],"stop_reason":"end_turn"}""");
        };
        await StartAsync("{}", claude.BaseUrl);
        using var turn = await _sidecar.AskAsync(SidecarHost.Turn(stream: false));
        var before = _sidecar.Services.Control.Status();

        for (var i = 0; i < 3; i++)
        {
            using var usage = await _sidecar.Client.GetAsync(new Uri("/api/oauth/usage", UriKind.Relative));
            Assert.Equal((refused, body), ((int)usage.StatusCode, await usage.Content.ReadAsStringAsync()));
        }

        _time.Advance(TimeSpan.FromMinutes(30)); // nobody asks for usage but the client
        var after = _sidecar.Services.Control.Status();
        Assert.Equal(0.42, Assert.Single(after.Quota.Windows).Used, 6);
        Assert.Equal(("headers", "claude", "primary"), (after.Quota.Source, after.Route.Provider, after.Route.Reason));
        Assert.Equal(before.Quota.ReadAt, after.Quota.ReadAt);
        Assert.Equal(4, claude.Requests.Count);
    }

    private async Task StartAsync(string cloud, string? address = null)
    {
        _cloud = await CloudSimulator.StartAsync(SimulatorScript.Parse($$"""{ {{Plays}}, "cloud": {{cloud}} }"""), time: _time);
        _local = await LocalSimulator.StartAsync(SimulatorScript.Parse($$"""{ {{Plays}} }"""), time: _time);
        _sidecar = await SidecarHost.StartAsync(address ?? _cloud.BaseUrl, _local.BaseUrl, _time, loggers: _log);
    }

    private async Task<(int Status, string Provider, string Reason)> AskAsync(string session = "s-1")
    {
        using var response = await _sidecar.AskAsync(SidecarHost.Turn(), session: session);
        await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, response.Headers.GetValues("x-sidecar-provider").Single(), response.Headers.GetValues("x-sidecar-reason").Single());
    }
}
