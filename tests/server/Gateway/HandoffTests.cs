using System.Net;
using System.Text.Json;
using ClaudeSidecar.Control;
using ClaudeSidecar.Execution.Prepare;
using ClaudeSidecar.Simulation;
using ClaudeSidecar.Tests.Context.Fit;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Gateway;

/// <summary>What another model would get of a session is ready before it is asked, and can be looked at.</summary>
public sealed class HandoffTests : AsyncTest
{
    private const string Plays = """{ "plays":[{"steps":[{"text":"The answer."}]}] }""";

    private readonly TaskCompletionSource<PreparedPrompt> _prepared = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CloudSimulator _cloud = null!;
    private LocalSimulator _local = null!;
    private SidecarHost _sidecar = null!;

    public override async Task InitializeAsync()
    {
        _cloud = await CloudSimulator.StartAsync(SimulatorScript.Parse(Plays));
        _local = await LocalSimulator.StartAsync(SimulatorScript.Parse(Plays));
        _sidecar = await SidecarHost.StartAsync(
            $$"""
            { "providers": [
                { "name": "claude", "dialect": "anthropic", "baseUrl": "{{_cloud.BaseUrl}}", "credentials": "client" },
                { "name": "local", "dialect": "openai", "baseUrl": "{{_local.BaseUrl}}", "model": "qwen3-coder:30b", "contextWindow": 16384, "local": true, "priority": 10 } ] }
            """);
        _sidecar.Services.Turns.Prepared += prompt => _prepared.TrySetResult(prompt);
        await _sidecar.HealthCheckAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        await _cloud.DisposeAsync();
        await _local.DisposeAsync();
    }

    [Fact]
    public async Task AfterATurnWithClaudeTheLocalModelsContextIsReady()
    {
        using var answer = await _sidecar.AskAsync(LongTurn());
        Assert.Equal("", answer.IsSuccessStatusCode ? "" : await answer.Content.ReadAsStringAsync());
        var prepared = await _prepared.Task;
        var report = await ReadAsync("/v1/handoff");

        Assert.Equal(("s-1", "local"), (prepared.Session, prepared.Provider));
        Assert.Equal(("s-1", "local", "qwen3-coder:30b", 16_384, true, true), (report.Session, report.Provider, report.Model, report.Window, report.Ahead, report.Fits));
        Assert.InRange(report.Tokens, 1000, 16_384 - 4096);
        Assert.True(report.Before > 20_000);
        Assert.Contains(report.Parts, part => part is { Name: "older-turns", LeftOut: not null, LeftOutZh: not null });
        Assert.Contains("the first task", report.Text, StringComparison.Ordinal);
        Assert.Contains("the first task", report.Memory, StringComparison.Ordinal);
        Assert.DoesNotContain(_local.Requests, request => request.Path.Contains("chat", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TheStatusTellsHowMuchOfTheSessionAnotherModelGets()
    {
        using var answer = await _sidecar.AskAsync(LongTurn());
        await _prepared.Task;
        var ahead = Assert.Single(_sidecar.Services.Control.Status().Sessions).Context!;

        _sidecar.Services.Control.Switch("local", null);
        using var local = await _sidecar.AskAsync(LongTurn());
        await local.Content.ReadAsStringAsync();
        var after = Assert.Single(_sidecar.Services.Control.Status().Sessions).Context!;

        Assert.True(ahead.Ahead && !after.Ahead);
        Assert.Matches(@"^\d\dk → [0-9.]+k tokens$", after.Text);
        Assert.Matches(@"^\d\dk → [0-9.]+k 个 token$", after.TextZh);
        Assert.Equal((ahead.Before, ahead.Tokens, ahead.Text), (after.Before, after.Tokens, after.Text));
    }

    // Editors ask for the whole state when the route is told; what they were told of before the answer knows nothing of it.
    [Fact]
    public async Task EditorsAreToldOfTheRouteWhenALocalModelHasAnsweredAndKnowThenWhatItGot()
    {
        _sidecar.Services.Control.Switch("local", null);
        var told = new TaskCompletionSource<SessionStatus>(TaskCreationOptions.RunContinuationsAsynchronously);
        _sidecar.Services.Control.RouteChanged += _ => told.TrySetResult(Assert.Single(_sidecar.Services.Control.Status().Sessions));

        using var local = await _sidecar.AskAsync(LongTurn());
        await local.Content.ReadAsStringAsync();

        Assert.Equal(("local", false), ((await told.Task.WaitAsync(TimeSpan.FromMinutes(1))).Context!.Provider, (await told.Task).Context!.Ahead));
    }

    [Theory]
    [InlineData("/v1/handoff", "No session has been seen yet")]
    [InlineData("/v1/handoff?session=nobody", "Session nobody has not been seen")]
    public async Task WithoutSuchASessionItIsSaidWhatToDo(string path, string words)
    {
        using var answer = await GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains(words, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutTheTokenNothingOfTheConversationIsTold()
    {
        using var answer = await _sidecar.Client.GetAsync("/v1/handoff");

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    // edge case 106
    [Fact]
    public async Task ToClaudeGoesTheWholeConversationAsItWas()
    {
        var body = LongTurn();
        using var answer = await _sidecar.AskAsync(body);
        await _prepared.Task;

        Assert.Equal(body, System.Text.Encoding.UTF8.GetString(_cloud.Requests.Single(request => request.Method == "POST").Body.Span));
    }

    private static string LongTurn()
    {
        var talk = new Talk().User("the first task");
        for (var i = 0; i < 60; i++)
        {
            talk.Reads($"/w/file{i}.cs", Talk.Lines(60, $"file {i}"));
        }

        return System.Text.Encoding.UTF8.GetString(talk.Body.Span);
    }

    private async Task<HandoffReport> ReadAsync(string path)
    {
        using var answer = await GetAsync(path);
        return JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(), ControlJson.Default.HandoffReport)!;
    }

    private Task<HttpResponseMessage> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", _sidecar.Token);
        return _sidecar.Client.SendAsync(request);
    }
}
