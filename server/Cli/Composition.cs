using System.Reflection;
using ClaudeSidecar.Context.Memory;
using ClaudeSidecar.Context.Tokens;
using ClaudeSidecar.Context.Workspace;
using ClaudeSidecar.Control;
using ClaudeSidecar.Decision;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Execution.Discovery;
using ClaudeSidecar.Execution.Families;
using ClaudeSidecar.Execution.Prepare;
using ClaudeSidecar.Execution.Prewarm;
using ClaudeSidecar.Gateway;
using ClaudeSidecar.Observability;
using ClaudeSidecar.Observability.History;
using ClaudeSidecar.Quota;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Settings.ClaudeSettings;
using ClaudeSidecar.Storage;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Cli;

/// <summary>Puts the running sidecar together, layer by layer: the table of contents.</summary>
internal sealed class Composition : IAsyncDisposable
{
    private readonly RecoveryCheck _recovery;
    private readonly IReadOnlyList<IDisposable> _parts;

    private Composition(
        GatewayServices services, OptionsStore options, LocalProbe probe, Prewarmer prewarmer, CloudBriefs briefs, RecoveryCheck recovery, IReadOnlyList<IDisposable> parts) =>
        (Services, Options, Probe, Prewarmer, Briefs, _recovery, _parts) = (services, options, probe, prewarmer, briefs, recovery, parts);

    /// <summary>The version of this program: three numbers.</summary>
    public static string Version { get; } =
        typeof(Composition).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    /// <summary>What the front doors work with.</summary>
    public GatewayServices Services { get; }

    /// <summary>The configuration.</summary>
    public OptionsStore Options { get; }

    /// <summary>Looks for the local servers.</summary>
    public LocalProbe Probe { get; }

    /// <summary>Has local models read prompts ahead of time.</summary>
    public Prewarmer Prewarmer { get; }

    /// <summary>Has older turns summed up.</summary>
    public CloudBriefs Briefs { get; }

    /// <summary>Puts everything behind a bound port.</summary>
    /// <param name="paths">Where state lies.</param>
    /// <param name="options">The configuration, loaded.</param>
    /// <param name="server">The bound front door.</param>
    /// <param name="sync">Writes settings files.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where to log.</param>
    /// <param name="random">Shares from 0 to 1; the default is the system's own.</param>
    public static Composition Create(
        SidecarPaths paths, OptionsStore options, GatewayServer server, SettingsSync sync, TimeProvider time, ILoggerFactory loggers, Func<double>? random = null)
    {
        random ??= Random.Shared.NextDouble;
        var quota = new QuotaLedger(time);
        var archive = new QuotaArchive(paths.Quota, quota, time, loggers.CreateLogger<QuotaArchive>());
        var metrics = new SidecarMetrics();
        var history = new HistoryLog(paths.History, () => options.Current.History.Days, metrics, time, loggers.CreateLogger<HistoryLog>());
        var lessons = new HistoryBoard(history, options, quota, time, loggers.CreateLogger<HistoryBoard>());
        var routing = new RoutingState(options, quota, new HealthBoard(time, random), new SessionBoard(time), new RouteBook(paths.Routes), time) { Random = random, Learnt = lessons.Over };
        routing.BenchUsedUp();
        var identity = new SidecarIdentity(Version, Environment.ProcessId, $"http://127.0.0.1:{server.Port}", time.GetUtcNow());
        var workspaces = new WorkspaceStore(paths);
        var (finds, cuts, warmth, power) = (new LocalFinds(), new PromptCuts(), new WarmBook(), PowerSource.OfThisMachine(time));
        var folders = new WorkspaceBook(
            ClaudeFolders.Resolve(Environment.GetEnvironmentVariable),
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
            time,
            loggers.CreateLogger<WorkspaceBook>());
        var memories = new MemoryStore(paths, time, loggers.CreateLogger<MemoryStore>());
        var contexts = new ContextBook(new FolderContext(folders).Add, session => options.Current.Context.RememberSessions ? memories.Load(session) : null);
        var control = new SidecarControl(routing, identity, workspaces, finds, cuts, lessons, warmth, power, new HandoffView(contexts, memories), sync, folders);
        var families = new FamilyStore(paths, time, loggers.CreateLogger<FamilyStore>());
        var reasoning = new ReasoningBook(time);
        var calibration = new Calibration();
        var counts = new CalibrationArchive(paths.Calibration, calibration, time, loggers.CreateLogger<CalibrationArchive>());
        var backends = new BackendRegistry((provider, all) => AnthropicBackend.Serves(provider)
            ? new AnthropicBackend(provider, UpstreamHttp.Create(provider), time)
            : Watched(finds, cuts, new ModelBackend(
                provider,
                all.Local,
                all.Context,
                UpstreamHttp.Create(provider),
                time,
                loggers.CreateLogger<ModelBackend>(),
                families: families,
                reasoning: reasoning,
                calibration: calibration,
                contexts: contexts)));
        backends.Apply(options.Current);
        options.Changed += backends.Apply;
        var turns = new TurnPreparation(contexts, () => Locals(options.Current, backends), loggers.CreateLogger<TurnPreparation>());
        turns.Ended += turn =>
        {
            if (turn.Folder is { } folder)
            {
                folders.Touch(folder);
            }
        };

        var view = new PrewarmView(
            () => MayHandOver(options.Current, routing) ? options.Current.Context.Prewarm : "off",
            () => LowQuota.Is(quota.Outlook(), routing.Learnt(options.Current).Handover.WarnBelow),
            (session, provider) => routing.Sessions.Place(session)?.Provider == provider,
            name => backends.Find(name) as IWarmable);
        var prewarmer = new Prewarmer(view, power, warmth, metrics, time, loggers.CreateLogger<Prewarmer>());
        var briefs = new CloudBriefs(() => options.Current, new CloudBriefWriter(() => options.Current, backends.Find, time, loggers.CreateLogger<CloudBriefWriter>()), contexts);
        turns.Prepared += briefs.Offer;
        turns.Prepared += prewarmer.Offer;
        quota.Changed += prewarmer.Look;
        options.Changed += _ => prewarmer.Look();

        var services = new GatewayServices(routing, backends, control, workspaces, ControlToken.Open(paths), new ActivityClock(time), metrics, history, turns) { Calibration = calibration };
        var probe = new LocalProbe(routing, finds, (provider, cancellationToken) => LookAsync(provider, backends, cancellationToken));
        var recovery = new RecoveryCheck(routing, probe, new(routing, backends.Find), loggers.CreateLogger<RecoveryCheck>());
        var endpoints = new GatewayEndpoints(
            services,
            new ControlHandlers(services, probe, recovery),
            new MessagesHandler(services, loggers.CreateLogger<MessagesHandler>()),
            new PassthroughHandler(services),
            loggers.CreateLogger<GatewayEndpoints>());
        server.Serve(endpoints.HandleAsync);
        history.Start();
        // In the order in which they end: who listens before who tells.
        return new(services, options, probe, prewarmer, briefs, recovery, [new MemoryKeeping(memories, options, turns), briefs, control, archive, lessons, folders, counts]);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _recovery.DisposeAsync();
        await Services.Turns.DisposeAsync();
        await Prewarmer.DisposeAsync();
        Options.Changed -= Services.Backends.Apply;
        foreach (var part in _parts)
        {
            part.Dispose();
        }

        await Services.History.DisposeAsync();
    }

    private static ModelBackend Watched(LocalFinds finds, PromptCuts cuts, ModelBackend backend)
    {
        backend.Looked += outlook => finds.Note(backend.Name, outlook);
        backend.PromptRead += reading => cuts.Note(backend.Name, reading);
        return backend;
    }

    // Who said no, once or for good, needs no model that has read the session.
    private static bool MayHandOver(SidecarOptions options, RoutingState routing) =>
        (options.Handover.Mode == HandoverMode.Ask ? routing.Question.Mode : options.Handover.Mode) != HandoverMode.Off;

    private static IEnumerable<ModelBackend> Locals(SidecarOptions options, BackendRegistry backends) =>
        options.Providers.Where(provider => provider.Local).OrderBy(provider => provider.Priority).Select(provider => backends.Find(provider.Name)).OfType<ModelBackend>();

    // What a backend has found stays with it: a look and a request share one search.
    private static async Task<LocalOutlook?> LookAsync(ProviderOptions provider, BackendRegistry backends, CancellationToken cancellationToken) =>
        backends.Find(provider.Name) is ModelBackend backend ? await backend.LookAsync(cancellationToken) : null;
}
