using System.Text;
using ClaudeSidecar.Execution.Prepare;
using ClaudeSidecar.Simulation;
using ClaudeSidecar.Tests.Context.Fit;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Execution.Prewarm;

/// <summary>A brief by a cloud that a key of the user's pays for, over real sockets.</summary>
public sealed class CloudBriefsTests : AsyncTest
{
    private const string Brief = "They mend the cart because totals were not rounded.";
    private const string Variable = "CLAUDE_SIDECAR_TEST_BRIEF_KEY";

    private CloudSimulator _claude = null!;
    private CloudSimulator _paid = null!;
    private LocalSimulator _local = null!;
    private SidecarHost _sidecar = null!;
    private TempFolder _folder = null!;

    public override async Task InitializeAsync()
    {
        Environment.SetEnvironmentVariable(Variable, "sk-test");
        _folder = new();
        _claude = await CloudSimulator.StartAsync(SimulatorScript.Parse("""{ "plays":[{"steps":[{"text":"The answer."}]}] }"""));
        _paid = await CloudSimulator.StartAsync(SimulatorScript.Parse($$"""{ "plays":[{"steps":[{"text":"{{Brief}}"}]}] }"""));
        _local = await LocalSimulator.StartAsync(SimulatorScript.Parse("""{ "plays":[{"steps":[{"text":"The answer."}]}] }"""));
        _sidecar = await SidecarHost.StartAsync(
            $$"""
            { "providers": [
                { "name": "claude", "dialect": "anthropic", "baseUrl": "{{_claude.BaseUrl}}", "credentials": "client" },
                { "name": "paid", "dialect": "anthropic", "baseUrl": "{{_paid.BaseUrl}}", "apiKeyEnv": "{{Variable}}", "model": "claude-haiku-4-5", "priority": 50 },
                { "name": "local", "dialect": "openai", "baseUrl": "{{_local.BaseUrl}}", "model": "qwen3-coder:30b", "contextWindow": 16384, "local": true, "priority": 10 } ],
              "context": { "prewarm": "off", "cloudBrief": "paid" } }
            """);
    }

    public override async ValueTask DisposeAsync()
    {
        await _sidecar.DisposeAsync();
        await _claude.DisposeAsync();
        await _paid.DisposeAsync();
        await _local.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task ItIsAskedOnceForACutAndToldToTheLocalModelFromTheNextTurnOn()
    {
        var talk = Long();
        await TurnAsync(talk, Path());
        await _sidecar.Briefs.Running;
        var prepared = await TurnAsync(talk.Runs("make", "ok"), Path());
        await _sidecar.Briefs.Running;

        var asked = Assert.Single(_paid.Requests, request => request.Method == "POST");
        Assert.Contains("line 1 of file 0", Encoding.UTF8.GetString(asked.Body.Span), StringComparison.Ordinal);
        Assert.Contains(Brief, Encoding.UTF8.GetString(prepared.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WithoutAFolderOfTheUsersTheKeyIsNotSpent()
    {
        await TurnAsync(Long(), "/v1/messages?beta=true");
        await _sidecar.Briefs.Running;

        Assert.DoesNotContain(_paid.Requests, request => request.Method == "POST");
    }

    private static Talk Long()
    {
        var talk = new Talk().User("the first task");
        for (var i = 0; i < 60; i++)
        {
            talk.Reads($"/w/file{i}.cs", Talk.Lines(60, $"file {i}"));
        }

        return talk;
    }

    private string Path() => $"{new Uri(_sidecar.Services.Control.OpenWorkspace(_folder.Path)).AbsolutePath}/v1/messages?beta=true";

    private async Task<PreparedPrompt> TurnAsync(Talk talk, string path)
    {
        var prepared = new TaskCompletionSource<PreparedPrompt>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Ready(PreparedPrompt prompt) => prepared.TrySetResult(prompt);
        _sidecar.Services.Turns.Prepared += Ready;
        using var answer = await _sidecar.AskAsync(Encoding.UTF8.GetString(talk.Body.Span), path);
        await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode);
        var prompt = await prepared.Task;
        _sidecar.Services.Turns.Prepared -= Ready;
        return prompt;
    }
}
