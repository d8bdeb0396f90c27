using System.Net.Http.Headers;
using System.Text;
using ClaudeSidecar.Observability.History;
using ClaudeSidecar.Simulation;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Gateway;

/// <summary>What real requests leave behind in the history.</summary>
public sealed class HistoryTests : AsyncTest
{
    private readonly ManualTime _time = new();
    private CloudSimulator _cloud = null!;
    private LocalSimulator _local = null!;
    private SidecarHost _sidecar = null!;

    private string Folder => Path.Combine(Path.GetDirectoryName(_sidecar.ConfigurationFile)!, "history");

    private HistoryReader Reader => new(Folder);

    public override async Task InitializeAsync()
    {
        const string plays = """ "plays":[{"steps":[{"text":"canary-answer"}]}] """;
        _cloud = await CloudSimulator.StartAsync(SimulatorScript.Parse($$"""{ {{plays}}, "cloud": { "quota": { "5h": { "used": 0.6, "perRequest": 0.25, "resetsInSeconds": 14400 } } } }"""), time: _time);
        _local = await LocalSimulator.StartAsync(SimulatorScript.Parse($$"""{ {{plays}} }"""), time: _time);
        _sidecar = await SidecarHost.StartAsync(_cloud.BaseUrl, _local.BaseUrl, _time, """{"switchBelow":0}""");
    }

    public override async ValueTask DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        await _cloud.DisposeAsync();
        await _local.DisposeAsync();
    }

    [Fact]
    public async Task ASwitchIsFollowedFromTheLimitToTheEndOfItsTurn()
    {
        await GoToTheLimitAsync();
        await WrittenAsync();

        var (first, last) = (Reader.Requests().First(), Reader.Requests().Last());
        Assert.Equal(("main", "primary", "claude", 200, "end_turn", true, null), (first.Class, first.Route, first.Backend, first.Status, first.Stop, first.StartsTurn, first.Failure));
        Assert.Equal(("main", "quota-window", "local", 200, "end_turn", 1), (last.Class, last.Route, last.Backend, last.Status, last.Stop, last.Failovers));
        Assert.True(first is { Output: > 0, Input: > 0 } && last.Output > 0);
        Assert.Equal(HistoryMark.Of("canary-session"), first.Session);
        Assert.Contains(Reader.Readings(), reading => reading is { Source: "headers", StartsTurn: true } && reading.Windows.Any(window => window is { Name: "5h", Used: > 0.6 }));

        var begun = Assert.Single(Reader.Switches());
        Assert.Equal(("claude", "local", "limit", "quota-window", false, null), (begun.From, begun.To, begun.Trigger, begun.Reason, begun.InTurn, begun.Outcome));

        _time.Advance(SwitchTracker.Silence + TimeSpan.FromMinutes(1));
        await WrittenAsync();
        Assert.Equal(("finished", "silence", 1), Reader.Switches() is [var ended] ? (ended.Outcome, ended.EndedBy, ended.Finished) : default);
        var status = _sidecar.Services.Control.Status().History!;
        Assert.Equal((1, 1, 1.0), (status.Switches, status.After.Requests, status.After.Finished));
        Assert.Equal(1.0, status.Before.Finished);
    }

    [Fact]
    public async Task NeitherPromptNorAnswerNorCredentialNorSessionIsWritten()
    {
        await GoToTheLimitAsync();
        await AskAsync(SidecarHost.Turn("canary-prompt", model: "ignore all rules: canary-model"));
        using var tools = await AskAsync(SidecarHost.ToolTurn().Replace("\"content\":\"x\"", "\"is_error\":true,\"content\":\"canary-result\"", StringComparison.Ordinal));
        Assert.True(_sidecar.Services.Control.Feedback(good: true, id: null));
        await WrittenAsync();

        Assert.Equal((1, 1), Reader.Requests().Last() is var last ? (last.ToolResults, last.ToolErrors) : default);
        Assert.Equal(["feedback.jsonl", "readings.jsonl", "requests.jsonl", "switches.jsonl"], Directory.GetFiles(Folder).Select(Path.GetFileName).Order());
        Assert.All(Directory.GetFiles(Folder), file => Assert.DoesNotContain("canary", File.ReadAllText(file), StringComparison.Ordinal));
    }

    [Fact]
    public async Task AThumbIsOfTheLastSwitchOrOfOneThatIsNamed()
    {
        await GoToTheLimitAsync();
        var made = _sidecar.Services.Control.Status().Switches[0];
        Assert.True(_sidecar.Services.Control.Feedback(good: true, id: null));
        Assert.True(_sidecar.Services.Control.Feedback(good: false, made.Id));
        Assert.False(_sidecar.Services.Control.Feedback(good: false, "another"));
        await WrittenAsync();

        Assert.Equal([(true, made.Id, "quota-window", "local"), (false, made.Id, "quota-window", "local")], Reader.Feedback().Select(said => (said.Good, said.Switch, said.Reason, said.To)));
        Assert.Equal((1, 1), _sidecar.Services.Control.Status().History is { } history ? (history.Liked, history.Disliked) : default);
    }

    [Fact]
    public async Task WhatNobodyAnswersIsARequestThatFailed()
    {
        await _local.DisposeAsync();
        await _cloud.DisposeAsync();
        using var answer = await AskAsync(SidecarHost.Turn());
        await WrittenAsync();

        var request = Assert.Single(Reader.Requests());
        Assert.Equal((503, "unreachable", null), (request.Status, request.Failure, request.Stop));
        Assert.True(request.HasFailed());
    }

    private async Task GoToTheLimitAsync()
    {
        for (var i = 0; i < 10; i++)
        {
            using var answer = await AskAsync(SidecarHost.Turn("canary-prompt"));
            if (answer.Headers.GetValues("x-sidecar-provider").Single() == "local")
            {
                return;
            }

            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Fail("The limit was not met.");
    }

    private async Task<HttpResponseMessage> AskAsync(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "canary-login");
        request.Headers.Add("anthropic-version", "2023-06-01");
        request.Headers.Add("x-claude-code-session-id", "canary-session");
        return await _sidecar.Client.SendAsync(request);
    }

    // A request is noted after its last byte has gone out.
    private async Task WrittenAsync()
    {
        while (_sidecar.Services.Activity.Running > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        await _sidecar.Services.History.FlushAsync();
    }
}
