using System.Net;
using System.Text.Json;
using ClaudeSidecar.Tests.Fakes;
using ClaudeSidecar.Wire;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Tests.Gateway;

/// <summary>One upstream whose answers break off, and nobody to help.</summary>
public sealed class BrokenAnswerTests : AsyncTest
{
    private const string Start = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{}}\n\n";
    private const string Block = "event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n";

    private readonly ManualTime _time = new();
    private FakeUpstream _upstream = null!;
    private SidecarHost _sidecar = null!;

    public override async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _sidecar = await SidecarHost.StartAsync(_upstream.BaseUrl, local: null, _time);
    }

    public override async ValueTask DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory] // edge cases 27, 28, 38: never an empty 200
    [InlineData(Start, true)]
    [InlineData(Start, false)]
    [InlineData("", false)]
    public async Task AnAnswerThatBreaksOffBeforeItsContentIsToldAsAFailureToTryAgain(string sent, bool cut)
    {
        _upstream.Answer = async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(sent);
            await context.Response.Body.FlushAsync();
            if (cut)
            {
                context.Abort();
            }
        };

        using var response = await _sidecar.AskAsync(SidecarHost.Turn());
        using var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("api_error", error.RootElement.GetProperty("error").GetProperty("type").GetString());
        Assert.False(response.Headers.Contains("x-should-retry"));
    }

    [Fact] // edge case 25
    public async Task AnEventThatIsCutInTheMiddleNeverReachesTheClient()
    {
        const string Half = "event: content_block_delta\ndata: {\"type\":\"content_blo";
        await using var upstream = new RawUpstream(
            $"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n{(Start + Block + Half).Length:x}\r\n{Start}{Block}{Half}\r\n");
        await using var sidecar = await SidecarHost.StartAsync(upstream.BaseUrl, local: null);

        using var response = await sidecar.AskAsync(SidecarHost.Turn());
        var text = await response.Content.ReadAsStringAsync();

        Assert.StartsWith(Start + Block, text, StringComparison.Ordinal);
        Assert.StartsWith("event: error\ndata: {", text[(Start + Block).Length..].TrimStart('\n'), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AStreamOfAnnouncedLengthThatBreaksOffIsCutForTheClientToo()
    {
        await using var upstream = new RawUpstream($"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: 100000\r\n\r\n{Start}{Block}");
        await using var sidecar = await SidecarHost.StartAsync(upstream.BaseUrl, local: null);

        using var response = await sidecar.AskAsync(SidecarHost.Turn());

        await Assert.ThrowsAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync());
        await EndedAsync(sidecar);
        Assert.Contains("claude_sidecar_broken_streams_total 1\n", sidecar.Services.Metrics.Text(), StringComparison.Ordinal);
    }

    [Fact] // edge cases 32, 39
    public async Task WhereNobodyElseCanBeAskedAProbeKeepsNobodyOut()
    {
        _upstream.Answer = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        for (var i = 0; i < 2; i++)
        {
            using var fault = await _sidecar.AskAsync(SidecarHost.Turn());
        }

        _time.Advance(TimeSpan.FromMinutes(4));
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _upstream.Answer = async context =>
        {
            if (!arrived.TrySetResult())
            {
                goOn.TrySetResult();
            }

            await goOn.Task.WaitAsync(TimeSpan.FromSeconds(90));
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(Start + Block);
        };

        var probe = _sidecar.AskAsync(SidecarHost.Turn());
        await arrived.Task;
        using var beside = await _sidecar.AskAsync(SidecarHost.Turn());
        goOn.TrySetResult();
        using var first = await probe;

        Assert.Equal((200, 200), ((int)first.StatusCode, (int)beside.StatusCode));
    }

    [Fact] // edge case 32
    public async Task AProbeWhoseClientLeavesGivesItsPlaceBack()
    {
        await using var local = await FakeUpstream.StartAsync();
        await using var sidecar = await SidecarHost.StartAsync(_upstream.BaseUrl, local.BaseUrl, _time);
        var health = sidecar.Services.Routing.Health;
        health.Report("claude", "", new(FailureKind.ServerError));
        health.Report("claude", "", new(FailureKind.ServerError));
        _time.Advance(TimeSpan.FromMinutes(4));
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _upstream.Answer = async context =>
        {
            context.RequestAborted.Register(() => left.TrySetResult());
            arrived.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        };

        using var hangUp = new CancellationTokenSource();
        var probe = sidecar.Client.PostAsync("/v1/messages", new StringContent(SidecarHost.Turn()), hangUp.Token);
        await arrived.Task;
        Assert.False(health.TryEnter("claude"));
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probe);
        await left.Task.WaitAsync(TimeSpan.FromSeconds(90));
        await EndedAsync(sidecar);

        Assert.True(health.TryEnter("claude"));
    }

    [Fact] // edge case 22
    public async Task AnotherLoginIsNotHeldToTheLimitOfTheFirst()
    {
        await using var local = await FakeUpstream.StartAsync();
        await using var sidecar = await SidecarHost.StartAsync(_upstream.BaseUrl, local.BaseUrl, _time);
        _upstream.Answer = async context =>
        {
            var used = context.Request.Headers.Authorization == "Bearer used-up";
            context.Response.StatusCode = used ? 429 : 200;
            context.Response.Headers["anthropic-ratelimit-unified-status"] = used ? "rejected" : "allowed";
            context.Response.Headers["anthropic-ratelimit-unified-reset"] = $"{_time.GetUtcNow().AddHours(3).ToUnixTimeSeconds()}";
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("{}");
        };

        await AskAsync("used-up", "s-1");
        Assert.False(sidecar.Services.Routing.Health.Of("claude").Available);
        var provider = await AskAsync("fresh", "s-2");

        Assert.Equal("claude", provider);
        Assert.NotEqual("claude", await AskAsync("used-up", "s-3"));

        async Task<string> AskAsync(string login, string session)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new StringContent(SidecarHost.Turn(stream: false)) };
            request.Headers.Authorization = new("Bearer", login);
            request.Headers.Add("x-claude-code-session-id", session);
            using var response = await sidecar.Client.SendAsync(request);
            return response.Headers.GetValues("x-sidecar-provider").Single();
        }
    }

    private static async Task EndedAsync(SidecarHost sidecar)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        while (sidecar.Services.Activity.Running > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, limit.Token);
        }
    }
}
