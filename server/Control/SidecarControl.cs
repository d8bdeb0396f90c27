using System.Collections.Concurrent;
using ClaudeSidecar.Context.Workspace;
using ClaudeSidecar.Decision;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Execution.Prewarm;
using ClaudeSidecar.Quota;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Settings.ClaudeSettings;
using ClaudeSidecar.Storage;

namespace ClaudeSidecar.Control;

/// <summary>The running sidecar, as both front doors see it.</summary>
public sealed class SidecarControl : ISidecarControl, IDisposable
{
    // A session that has been silent for longer is taken to have ended.
    private static readonly TimeSpan StillAlive = TimeSpan.FromHours(12);

    private readonly RoutingState _state;
    private readonly SidecarIdentity _identity;
    private readonly WorkspaceStore _workspaces;
    private readonly SettingsSync _sync;
    private readonly RouteWatch _route;
    private readonly SwitchLog _switches = new();
    private readonly ConcurrentDictionary<string, bool> _answered = new(StringComparer.Ordinal);
    private readonly NoticeBoard _notices = new();
    private readonly LocalFinds _finds;
    private readonly PromptCuts _cuts;
    private readonly HistoryBoard _history;
    private readonly WorkspaceBook _folders;
    private readonly WarmBook _warmth;
    private readonly PowerSource _power;
    private readonly HandoffView _handoff;

    /// <summary>Connects what routing remembers with those who ask for it.</summary>
    /// <param name="state">What routing remembers.</param>
    /// <param name="identity">Which process this is.</param>
    /// <param name="workspaces">The workspace keys.</param>
    /// <param name="finds">What probes of local servers found.</param>
    /// <param name="cuts">Which servers drop the beginning of prompts.</param>
    /// <param name="history">Keeps what happens.</param>
    /// <param name="warmth">How warm the models are.</param>
    /// <param name="power">What the machine runs on.</param>
    /// <param name="handoff">Shows what other models get of sessions.</param>
    /// <param name="sync">Writes settings files.</param>
    /// <param name="folders">What is known of the folders.</param>
    public SidecarControl(
        RoutingState state,
        SidecarIdentity identity,
        WorkspaceStore workspaces,
        LocalFinds finds,
        PromptCuts cuts,
        HistoryBoard history,
        WarmBook warmth,
        PowerSource power,
        HandoffView handoff,
        SettingsSync sync,
        WorkspaceBook folders)
    {
        (_state, _identity, _workspaces, _finds, _cuts, _history) = (state, identity, workspaces, finds, cuts, history);
        (_warmth, _power, _handoff, _sync, _folders) = (warmth, power, handoff, sync, folders);
        _route = new(state);
        _route.Changed += OnRouteChanged;
        state.Quota.Changed += OnQuotaChanged;
        state.Health.Changed += OnBackendsChanged;
        state.Options.Changed += OnOptionsChanged;
        finds.Changed += OnBackendsChanged;
        cuts.Changed += OnPromptCut;
        warmth.Changed += OnBackendsChanged;

        // What was kept over a restart has been told of before it.
        _notices.QuotaChanged(state.Quota.Current, state.Quota.Outlook(), state.Options.Current.Handover);
    }

    /// <inheritdoc/>
    public event Action<QuotaStatus>? QuotaChanged;

    /// <inheritdoc/>
    public event Action<RouteStatus>? RouteChanged;

    /// <inheritdoc/>
    public event Action<IReadOnlyList<BackendStatus>>? BackendsChanged;

    /// <inheritdoc/>
    public event Action<Notice>? Noticed;

    /// <inheritdoc/>
    public HandoverQuestion Question => _state.Question;

    /// <inheritdoc/>
    public StatusReport Status() => new()
    {
        Version = _identity.Version,
        Pid = _identity.Pid,
        BaseUrl = _identity.BaseUrl,
        StartedAt = _identity.StartedAt,
        Route = _route.Current,
        Quota = StatusView.Quota(_state.Quota.Snapshot(), _state.Quota.Outlook()),
        Backends = Backends(),
        Sessions = StatusView.Sessions(_state.Sessions.All(), _state.Routes.Own, _handoff.StatusOf),
        Switches = _switches.All(),
        Question = Question.Current,
        History = _history.Status,
        ConfigurationError = _state.Options.Error,
    };

    /// <inheritdoc/>
    public IReadOnlyList<BackendStatus> Providers() => Backends(withModels: true);

    /// <inheritdoc/>
    public RouteStatus Switch(string provider, string? session)
    {
        var options = _state.Options.Current;
        var pin = Pins.Canonical(provider, options)
            ?? throw new ControlException(
                $"There is no provider \"{provider}\": use auto, cloud, local, or one of {string.Join(", ", options.Providers.Select(known => known.Name))}.");
        session = string.IsNullOrWhiteSpace(session) ? null : session;
        _state.Routes.Set(session, pin);
        foreach (var known in options.Providers.Where(known => pin != Pins.Auto && Pins.Matches(pin, known) && known.Local))
        {
            // The user may just have started it: an old fault says nothing any more.
            _state.Health.Clear(known.Name);
        }

        _route.Refresh();
        return session is null ? _route.Current : SessionRoute(session, options);
    }

    /// <inheritdoc/>
    public string OpenWorkspace(string folder)
    {
        if (!Path.IsPathFullyQualified(folder) || !Directory.Exists(folder))
        {
            throw new ControlException($"\"{folder}\" is not the absolute path of a folder.");
        }

        return $"{_identity.BaseUrl}/w/{_workspaces.GetOrCreate(folder)}";
    }

    /// <inheritdoc/>
    public SyncOutcome Sync(string folder, SyncAction action)
    {
        var baseUrl = OpenWorkspace(folder);
        var recently = _state.Time.GetUtcNow() - StillAlive;
        return _sync(folder, baseUrl, action, _state.Sessions.All().Any(session => session.Folder == folder && session.LastSeenAt > recently));
    }

    /// <inheritdoc/>
    public bool Feedback(bool good, string? id)
    {
        var judged = _switches.All().FirstOrDefault(entry => id is null || entry.Id == id);
        if (id is not null && judged is null)
        {
            return false;
        }

        _history.Judged(good, judged);
        return true;
    }

    /// <inheritdoc/>
    public bool EditorState(object editor, string folder, EditorState state)
    {
        var exists = Path.IsPathFullyQualified(folder) && Directory.Exists(folder);
        if (exists)
        {
            _folders.Note(editor, folder, state);
        }

        return exists;
    }

    /// <inheritdoc/>
    public void EditorGone(object editor) => _folders.Editors.Forget(editor);

    /// <inheritdoc/>
    public void PowerChanged(bool onBattery) => _power.Told(onBattery ? PowerState.Battery : PowerState.Mains);

    /// <inheritdoc/>
    public HandoffReport Handoff(string? session)
    {
        var known = _state.Sessions.All();
        var id = string.IsNullOrWhiteSpace(session) ? known.OrderByDescending(entry => entry.LastSeenAt).Select(entry => entry.Key.Split('/')[0]).FirstOrDefault() : session;
        return id is null ? throw new ControlException("No session has been seen yet: start Claude Code through the sidecar, with `claude-sidecar run`, and ask it something.")
            : !known.Any(entry => entry.Key.Split('/')[0] == id) ? throw new ControlException($"Session {id} has not been seen: `claude-sidecar status` lists those that were.")
            : _handoff.Of(id) ?? throw new ControlException(
                $"Nothing is prepared of session {id} yet: that takes a turn of it, and a local model whose server answers and whose window is known (`claude-sidecar doctor`).");
    }

    /// <summary>Takes in that a request was answered.</summary>
    /// <param name="request">The request.</param>
    /// <param name="folder">The folder it came from; null when not known.</param>
    /// <param name="candidate">Who answered, and why.</param>
    public void Answered(RouteRequest request, string? folder, RouteCandidate candidate)
    {
        _answered.TryAdd(candidate.Provider, true);
        if (request.SessionKey is not { } key)
        {
            return;
        }

        if (_state.Sessions.Answered(key, folder, candidate, moves: !request.Auxiliary) is { } left)
        {
            var (text, textZh) = RouteWords.Of(candidate, _state, request.Model);
            var id = Guid.NewGuid().ToString("N")[..12];
            _history.Switched(id, request, left.Provider, candidate);
            _switches.Add(new()
            {
                Id = id,
                At = _state.Time.GetUtcNow(),
                Session = key,
                From = left.Provider,
                To = candidate.Provider,
                Reason = candidate.Reason.Word(),
                Text = text,
                TextZh = textZh,
            });
        }

        // How much of it another model got has no notification of its own: on this one editors ask for the whole state.
        if (_handoff.StatusOf(key) is { Ahead: false })
        {
            RouteChanged?.Invoke(_route.Current);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _state.Quota.Changed -= OnQuotaChanged;
        _state.Health.Changed -= OnBackendsChanged;
        _state.Options.Changed -= OnOptionsChanged;
        _finds.Changed -= OnBackendsChanged;
        _cuts.Changed -= OnPromptCut;
        _warmth.Changed -= OnBackendsChanged;
        _route.Dispose();
    }

    private RouteStatus SessionRoute(string session, SidecarOptions options)
    {
        var request = new RouteRequest(session, Model: "", InToolLoop: false, Auxiliary: false, KnownWorkspace: true);
        var candidate = _state.Plan(request, session).First ?? new("none", RouteReason.LeastBad);
        var (text, textZh) = RouteWords.Of(candidate, _state, request.Model);
        return _route.Current with
        {
            Provider = candidate.Provider,
            Local = options.Providers.FirstOrDefault(provider => provider.Name == candidate.Provider)?.Local ?? false,
            Model = options.Providers.FirstOrDefault(provider => provider.Name == candidate.Provider)?.Model,
            Mode = _state.Routes.For(session, options),
            Reason = candidate.Reason.Word(),
            Text = text,
            TextZh = textZh,
            Until = candidate.Until,
        };
    }

    private IReadOnlyList<BackendStatus> Backends(bool withModels = false) =>
    [
        .. _state.Options.Current.Providers.OrderBy(provider => provider.Priority).Select(provider =>
        {
            var health = _state.Health.Of(provider.Name);
            var quota = health.Window is { } window ? RouteWords.Quota(window, _state) : ((string, string)?)null;
            return BackendView.Of(provider, health, quota, _answered.ContainsKey(provider.Name), _finds.Of(provider.Name), _cuts.Of(provider.Name), _warmth.Of(provider.Name), withModels);
        }),
    ];

    private void OnRouteChanged(RouteStatus route)
    {
        RouteChanged?.Invoke(route);
        var home = _state.Options.Current.Providers.OrderBy(provider => provider.Priority).First().Name;
        Tell(_notices.RouteChanged(route, home));
    }

    private void OnQuotaChanged()
    {
        var account = _state.Quota.Current;
        var outlook = _state.Quota.Outlook(account);
        QuotaChanged?.Invoke(StatusView.Quota(_state.Quota.Snapshot(account), outlook));
        foreach (var notice in _notices.QuotaChanged(account, outlook, _state.Learnt(_state.Options.Current).Handover))
        {
            Tell(notice);
        }
    }

    private void OnPromptCut(string provider, PromptReading? cut)
    {
        OnBackendsChanged();
        Tell(cut is null ? null : NoticeBoard.PromptCut(provider, cut));
    }

    private void OnBackendsChanged() => BackendsChanged?.Invoke(Backends());

    private void OnOptionsChanged(SidecarOptions options) => OnBackendsChanged();

    private void Tell(Notice? notice)
    {
        if (notice is not null)
        {
            Noticed?.Invoke(notice);
        }
    }
}

/// <summary>Writes, shows or removes our keys in a folder's settings.</summary>
/// <param name="folder">Absolute path of the workspace.</param>
/// <param name="baseUrl">What its sessions are to use.</param>
/// <param name="action">Which of the three.</param>
/// <param name="sessionsAlive">True while sessions of that folder may still run.</param>
public delegate SyncOutcome SettingsSync(string folder, string baseUrl, SyncAction action, bool sessionsAlive);
