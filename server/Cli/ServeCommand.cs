using System.CommandLine;
using System.Runtime.InteropServices;
using ClaudeSidecar.Context.Tokens;
using ClaudeSidecar.Gateway;
using ClaudeSidecar.Observability;
using ClaudeSidecar.Rpc;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Storage;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Cli;

/// <summary><c>serve</c>: runs the sidecar in the foreground (design 3).</summary>
internal static class ServeCommand
{
    private static readonly Option<int?> Port = PortOption.Create("TCP port on 127.0.0.1; 0 for any free one (default: the configured one)");
    private static readonly Option<string?> Config = new("--config") { Description = "Configuration file (default: sidecar.json in the state folder)", HelpName = "FILE" };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("serve", "Runs the sidecar in the foreground, and prints one line when it is ready") { Port, Config };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.Paths(), parsed.GetValue(Config), parsed.GetValue(Port), TimeProvider.System, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(SidecarPaths paths, string? configuration, int? port, TimeProvider time, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        // With a web server in the process the command line's own handling of signals does not reach us; and one that comes
        // between the web server's start and the wait below would be lost on us, so this comes first.
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        InlineSockets.Enable();
        StateFolder.Open(paths);
        using var single = InstanceLock.TryTake(paths) ?? throw AlreadyRunning(paths);
        using var editorLog = new RpcLoggerProvider();
        await using var file = new FileLoggerProvider(Path.Combine(paths.Logs, "sidecar.log"), time);
        using var loggers = LoggerFactory.Create(builder => builder
            .AddProvider(file)
            .AddProvider(editorLog)
            .SetMinimumLevel(LogLevel.Information)
            .AddFilter("Microsoft", LogLevel.Warning));
        using var options = new OptionsStore(configuration ?? paths.Configuration, time, loggers.CreateLogger<OptionsStore>());
        options.Load();
        if (options.Error is { } broken)
        {
            await Console.Error.WriteLineAsync(broken);
        }

        if (VocabularyChoice.Take(options.Current.Context) is { } unread)
        {
            await Console.Error.WriteLineAsync($"{unread}; prompts are counted with o200k_base until that is mended and the sidecar is started again.");
        }

        var ports = new PortMemory(paths);

        // A broken file must not move us: every synced folder points to the port that is kept.
        var configured = (options.Error is null ? null : ports.LastConfigured()) ?? options.Current.Listen.Port;
        var wanted = ports.Choose(port, configured);
        await using var server = await BindAsync(wanted, loggers, cancellationToken);

        // A commanded port too: what is synced while we run must find us again after `ensure`.
        ports.Remember(server.Port, configured);

        var sync = new WorkspaceSync(paths, options, time);
        sync.FinishPendingRemovals();
        await using var composition = Composition.Create(paths, options, server, sync.Run, time, loggers);
        await using var editors = new RpcHost(composition.Services.Control, paths.Socket, time, loggers, editorLog);
        editors.ClientsChanged += _ => composition.Services.Activity.Touch();
        await OpenAsync(editors, cancellationToken);
        Publish(paths, server.Port, editors.Endpoint, time);
        await Console.Out.WriteLineAsync($"listening on http://127.0.0.1:{server.Port}");

        // The first request shall not have to wait for it.
        _ = Task.Run(() => Vocabularies.Counting, CancellationToken.None);
        await WaitAsync(composition, editors, time, stop.Token);

        sync.FinishPendingRemovals();
        InstanceFile.Delete(paths, Environment.ProcessId);
        await server.StopAsync(CancellationToken.None);
        return ExitCodes.Done;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    private static async Task<GatewayServer> BindAsync(int port, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        try
        {
            return await GatewayServer.StartAsync(port, loggers, cancellationToken);
        }
        catch (IOException)
        {
            throw new CliException(
                $"Port {port} on 127.0.0.1 is taken by another program: stop that program, or choose another port with --port N or \"listen\": {{ \"port\": N }} in sidecar.json.");
        }
    }

    private static async Task OpenAsync(RpcHost editors, CancellationToken cancellationToken)
    {
        try
        {
            await editors.StartAsync(cancellationToken);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new CliException(refused.Message);
        }
    }

    private static CliException AlreadyRunning(SidecarPaths paths) => new(InstanceFile.ReadAlive(paths) is { } other
        ? $"The sidecar runs already: process {other.Pid} at {other.BaseUrl}. Stop it with `claude-sidecar stop`, or use another --state-dir."
        : $"Another sidecar is starting or stopping with the state folder {paths.StateDirectory}: wait a moment and try again.");

    private static void Publish(SidecarPaths paths, int port, string socket, TimeProvider time) => InstanceFile.Write(paths, new()
    {
        Pid = Environment.ProcessId,
        Port = port,
        Socket = socket,
        Version = Composition.Version,
        BaseUrl = $"http://127.0.0.1:{port}",
        StartedAt = time.GetUtcNow(),
        ProcessStart = ProcessIdentity.Of(Environment.ProcessId),
    });

    private static async Task WaitAsync(Composition composition, RpcHost editors, TimeProvider time, CancellationToken cancellationToken)
    {
        var idle = new IdleWatch(composition.Services.Activity, () => editors.Clients, composition.Options, time);
        try
        {
            await composition.Probe.RunAsync(cancellationToken);
            await idle.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // Asked to stop, by a signal or by the terminal.
        }
    }
}
