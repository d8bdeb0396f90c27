using System.Diagnostics;
using System.Globalization;
using ClaudeSidecar.Control;
using ClaudeSidecar.Execution.Prepare;
using ClaudeSidecar.Execution.Prewarm;
using ClaudeSidecar.Simulation;
using ClaudeSidecar.Simulation.Hosting;
using ClaudeSidecar.Tests.Fakes;
using Xunit.Abstractions;

namespace ClaudeSidecar.Tests.Execution.Prewarm;

/// <summary>
/// The whole of it over real sockets: a session at Claude, whose quota runs out, and a model here that has a memory of prompts. What
/// counts is how many tokens it must still read after the switch, by its own count; the times are printed and not judged.
/// </summary>
public sealed class WarmSwitchTests(ITestOutputHelper output)
{
    private const int Exchanges = 25;

    // Measured by users on such machines, in tokens of a prompt read in a second (local-servers 5).
    private static readonly (string Machine, int TokensPerSecond)[] Machines =
    [
        ("RTX 3090, Qwen3.8-27B", 889),
        ("4090D, vLLM, Qwen3.6-27B", 1873),
        ("DGX Spark, Qwen3.8-Flash-Next", 600),
        ("M5 Max, Qwen3.6-35B-A3B", 1137),
        ("M1 Pro, gpt-oss-20b", 404),
        ("M4 Pro, Gemma-4-31B", 150),
        ("a Mac with Ollama", 104),
    ];

    [Theory]
    [InlineData("llama-server", 1)]
    [InlineData("llama-server", 4)]
    [InlineData("ollama", 1)]
    [InlineData("vllm", 256)]
    [InlineData("lm-studio", 4)]
    public async Task ASwitchFindsThePromptRead(string kind, int slots)
    {
        var (cold, coldTime) = await SwitchAsync(kind, slots, "off");
        var (warm, warmTime) = await SwitchAsync(kind, slots, "belowWarning");
        var (all, few) = (cold.Prompt!.Value - cold.Cached!.Value, warm.Prompt!.Value - warm.Cached!.Value);

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{kind}, {slots} slots, {warm.Prompt} tokens: {all} read cold in {coldTime.TotalSeconds:F2} s, {few} read warm in {warmTime.TotalSeconds:F2} s: {100.0 * few / all:F1} %"));
        foreach (var (machine, speed) in Machines)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {machine,-30} {speed,5} t/s: {(double)all / speed,6:F1} s cold, {(double)few / speed,5:F1} s warm"));
        }

        Assert.Equal((cold.Prompt, 0), (warm.Prompt, cold.Cached));
        Assert.True(few * 10 <= all, $"{few} of {all} tokens had to be read after the switch");
    }

    [Fact]
    public async Task ARealRequestEndsAWarmUpAndIsAnswered()
    {
        await using var local = await StartLocalAsync("ollama", 1, tokensPerSecond: 500);
        await using var cloud = await CloudSimulator.StartAsync(SimulatorScript.Empty);
        await using var sidecar = await StartSidecarAsync(cloud.BaseUrl, local.BaseUrl, "always");

        // 40 000 tokens take 80 s to read, and only one prompt is read at a time.
        await PrepareAsync(sidecar, Exchanges);
        while (!local.Requests.Any(request => request is { Path: "/api/chat", Cached: not null }))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        sidecar.Services.Control.Switch("local", "s-2");
        using var answer = await sidecar.AskAsync(SidecarHost.Turn(), session: "s-2");
        Assert.Contains("message_stop", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("local", answer.Headers.GetValues("x-sidecar-provider").Single());

        var chats = local.Requests.Where(request => request.Path == "/api/chat").ToArray();
        Assert.Equal((true, false), (chats[0].ClientLeft, chats[1].ClientLeft));
        Assert.Equal("claude", Assert.Single(sidecar.Services.Control.Status().Sessions, session => session.Id == "s-1").Provider);
        Assert.Equal("ready", Assert.Single(sidecar.Services.Control.Status().Backends, backend => backend.Name == "local").State);
    }

    [Fact]
    public async Task TheStatusTellsWhatWasRead()
    {
        await using var local = await StartLocalAsync("ollama", 1);
        await using var cloud = await CloudSimulator.StartAsync(SimulatorScript.Empty);
        await using var sidecar = await StartSidecarAsync(cloud.BaseUrl, local.BaseUrl, "always");
        await PrepareAsync(sidecar, 1);
        await sidecar.Prewarmer.Running;

        var status = sidecar.Services.Control.Status();
        var warm = Warm(sidecar)!;
        Assert.Equal(("warm", "warm", "s-1"), (warm.State, warm.Reason, warm.Session));
        Assert.Matches("^[0-9]+k tokens of session s-1 have been read ahead of time\\.$", warm.Text);

        // It is no session's, and nobody's failure or success.
        Assert.Equal(["s-1"], status.Sessions.Select(session => session.Id));
        Assert.Equal(1, status.Sessions[0].Requests);
    }

    private static WarmStatus? Warm(SidecarHost sidecar) => Assert.Single(sidecar.Services.Control.Status().Backends, backend => backend.Name == "local").Warm;

    // The last request of the session meets the limit and is answered here: what the server counted of it, and the time to its first event.
    private async Task<(ReceivedRequest Request, TimeSpan FirstEvent)> SwitchAsync(string kind, int slots, string prewarm)
    {
        await using var local = await StartLocalAsync(kind, slots);
        await using var cloud = await CloudSimulator.StartAsync(SimulatorScript.Parse(
            """{ "cloud": { "quota": { "5h": { "used": 0.81, "perRequest": 0.01, "resetsInSeconds": 3600 } }, "limitAtRequest": 4 } }"""));
        using var log = new LogBook();
        await using var sidecar = await StartSidecarAsync(cloud.BaseUrl, local.BaseUrl, prewarm, log);
        for (var exchanges = Exchanges - 3; exchanges < Exchanges; exchanges++)
        {
            Assert.Equal("claude", await PrepareAsync(sidecar, exchanges));
            do
            {
                await sidecar.Prewarmer.Running;
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
            }
            while (Warm(sidecar)?.Reason == "rest");
        }

        var began = Stopwatch.GetTimestamp();
        using var answer = await sidecar.AskAsync(System.Text.Encoding.UTF8.GetString(GrowingSession.Request(Exchanges)), session: "s-1");
        var first = Stopwatch.GetElapsedTime(began);
        Assert.Contains("message_stop", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("local", answer.Headers.GetValues("x-sidecar-provider").Single());
        foreach (var line in log.Lines.Where(line => line.StartsWith("Warm", StringComparison.Ordinal)))
        {
            output.WriteLine(line);
        }

        return (local.Requests.Last(request => request.Cached is not null), first);
    }

    // A turn with Claude, and until what the model here would get of it is ready.
    private static async Task<string> PrepareAsync(SidecarHost sidecar, int exchanges)
    {
        var prepared = new TaskCompletionSource<PreparedPrompt>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Ready(PreparedPrompt prompt) => prepared.TrySetResult(prompt);
        sidecar.Services.Turns.Prepared += Ready;
        using var answer = await sidecar.AskAsync(System.Text.Encoding.UTF8.GetString(GrowingSession.Request(exchanges)), session: "s-1");
        await answer.Content.ReadAsStringAsync();
        Assert.Equal("s-1", (await prepared.Task).Session);
        sidecar.Services.Turns.Prepared -= Ready;
        return answer.Headers.GetValues("x-sidecar-provider").Single();
    }

    private static Task<LocalSimulator> StartLocalAsync(string kind, int slots, int tokensPerSecond = 20_000) => LocalSimulator.StartAsync(SimulatorScript.Parse(
        $$"""{ "local": { "kind": "{{kind}}", "prefill": { "tokensPerSecond": {{tokensPerSecond}}, "slots": {{slots}} } } }"""));

    private static async Task<SidecarHost> StartSidecarAsync(string cloud, string local, string prewarm, LogBook? log = null)
    {
        var sidecar = await SidecarHost.StartAsync(
            $$"""
            {
              "providers": [
                { "name": "claude", "dialect": "anthropic", "baseUrl": "{{cloud}}", "credentials": "client" },
                { "name": "local", "dialect": "auto", "baseUrl": "{{local}}", "model": "qwen3-coder:30b", "contextWindow": 131072, "local": true, "priority": 10 }
              ],
              "context": { "prewarm": "{{prewarm}}" }
            }
            """,
            loggers: log);

        // A machine under load may not answer a probe in time, and then neither warm-up nor request know with whom they speak.
        do
        {
            await sidecar.HealthCheckAsync();
        }
        while (!sidecar.Services.Control.Status().Backends.Any(backend => backend is { Name: "local", Kind: not null }));

        return sidecar;
    }
}
