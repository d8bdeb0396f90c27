using System.Diagnostics;
using ClaudeSidecar.Tests.Simulation;

namespace ClaudeSidecar.Tests.Cli;

public sealed class SimulateCommandTests
{
    [Theory]
    [InlineData("cloud", "TERM")]
    [InlineData("cloud", "INT")]
    [InlineData("local", "TERM")]
    public async Task ItSaysWhereItListensAndEndsWhenAskedToEvenWithAClientWaiting(string which, string signal)
    {
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, """{ "cloud": { "faults": ["stall-after-events:1"] }, "local": { "irregularities": ["slow-first-byte:600"] } }""");
        using var simulator = Start("simulate", which, "--script", script);
        try
        {
            var line = await simulator.StandardOutput.ReadLineAsync();
            Assert.StartsWith("listening on http://127.0.0.1:", line, StringComparison.Ordinal);
            var baseUrl = line!["listening on ".Length..];
            var waiting = which == "cloud"
                ? SimulatorClient.MessagesAsync(baseUrl, SimulatorClient.Ask(stream: true))
                : SimulatorClient.ChatAsync(baseUrl, SimulatorClient.Ask(stream: true));
            using var seen = await SimulatorClient.SendAsync(HttpMethod.Get, $"{baseUrl}/simulator/requests");

            using (var kill = Process.Start("kill", [$"-{signal}", $"{simulator.Id}"]))
            {
                await kill.WaitForExitAsync();
            }

            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            await simulator.WaitForExitAsync(patience.Token);
            Assert.Equal(0, simulator.ExitCode);
            await Record.ExceptionAsync(() => waiting);
        }
        finally
        {
            if (!simulator.HasExited)
            {
                simulator.Kill();
            }

            File.Delete(script);
        }
    }

    [Fact]
    public async Task ABrokenScriptIsToldInPlainWords()
    {
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, """{ "plays": 7 }""");
        using var simulator = Start("simulate", "cloud", "--script", script);
        var said = await simulator.StandardError.ReadToEndAsync();
        await simulator.WaitForExitAsync();
        File.Delete(script);

        Assert.Equal(1, simulator.ExitCode);
        Assert.Equal($"{script} cannot be played; correct this and start again:{Environment.NewLine}plays: expected an array, found 7{Environment.NewLine}", said);
    }

    private static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "claude-sidecar.dll"), .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
