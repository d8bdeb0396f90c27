using System.CommandLine;
using System.Runtime.InteropServices;
using ClaudeSidecar.Simulation;
using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Cli;

/// <summary><c>simulate cloud|local</c>: a scriptable stand-in for either side, for demos and tests (docs/simulate.md).</summary>
internal static class SimulateCommand
{
    /// <summary>The command with its two sub-commands.</summary>
    public static Command Create() => new("simulate", "Runs a scriptable stand-in for the Anthropic API or for a local model server")
    {
        CreateOne("cloud", "Stands in for the Anthropic API: draining quota, strict validation, faults by name", StartCloudAsync),
        CreateOne("local", "Stands in for a local model server in the dialect of OpenAI, with irregularities by name", StartLocalAsync),
    };

    private static Command CreateOne(string name, string description, Func<SimulatorScript, int, Task<(string BaseUrl, IAsyncDisposable Simulator)>> startAsync)
    {
        var port = PortOption.Create("The port on 127.0.0.1; 0 takes a free one");
        var file = new Option<FileInfo>("--script") { Description = "What it plays: JSON as docs/simulate.md describes it", HelpName = "FILE" };
        var command = new Command(name, description) { port, file };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(file), parsed.GetValue(port) ?? 0, startAsync, parsed.InvocationConfiguration.Output, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        FileInfo? file,
        int port,
        Func<SimulatorScript, int, Task<(string BaseUrl, IAsyncDisposable Simulator)>> startAsync,
        TextWriter output,
        CancellationToken cancellationToken)
    {
        var script = file is null ? SimulatorScript.Empty : await ReadAsync(file, cancellationToken);
        var (baseUrl, simulator) = await StartAsync(script, port, startAsync);
        await using (simulator)
        {
            var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var cancelled = cancellationToken.Register(() => asked.TrySetResult());

            // The web host takes these signals for itself, so that the command line's own watch does not hear of them. They are
            // listened for before the line that tells others that it runs: whoever has read it may ask it to end.
            using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
            using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
            await output.WriteLineAsync($"listening on {baseUrl}");
            await output.FlushAsync(cancellationToken);
            await asked.Task;

            void End(PosixSignalContext context)
            {
                context.Cancel = true;
                asked.TrySetResult();
            }
        }

        return ExitCodes.Done;
    }

    private static async Task<SimulatorScript> ReadAsync(FileInfo file, CancellationToken cancellationToken)
    {
        try
        {
            return SimulatorScript.Parse(await File.ReadAllBytesAsync(file.FullName, cancellationToken));
        }
        catch (InvalidScriptException wrong)
        {
            throw new CliException($"{file.FullName} cannot be played; correct this and start again:{Environment.NewLine}{wrong.Message}");
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{file.FullName} cannot be read: {wrong.Message}");
        }
    }

    private static async Task<(string BaseUrl, IAsyncDisposable Simulator)> StartAsync(
        SimulatorScript script, int port, Func<SimulatorScript, int, Task<(string BaseUrl, IAsyncDisposable Simulator)>> startAsync)
    {
        try
        {
            return await startAsync(script, port);
        }
        catch (Exception wrong) when (wrong is IOException or System.Net.Sockets.SocketException)
        {
            throw new CliException($"Port {port} cannot be used: {wrong.Message} Choose another one with --port, or 0 for a free one.");
        }
    }

    private static async Task<(string BaseUrl, IAsyncDisposable Simulator)> StartCloudAsync(SimulatorScript script, int port)
    {
        var simulator = await CloudSimulator.StartAsync(script, port);
        return (simulator.BaseUrl, simulator);
    }

    private static async Task<(string BaseUrl, IAsyncDisposable Simulator)> StartLocalAsync(SimulatorScript script, int port)
    {
        var simulator = await LocalSimulator.StartAsync(script, port);
        return (simulator.BaseUrl, simulator);
    }
}
