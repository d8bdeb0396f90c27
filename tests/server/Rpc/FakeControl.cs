using ClaudeSidecar.Context.Workspace;
using ClaudeSidecar.Control;
using ClaudeSidecar.Settings.ClaudeSettings;

namespace ClaudeSidecar.Tests.Rpc;

/// <summary>A sidecar with nothing behind it: answers what it was told to, and raises what a test asks for.</summary>
internal sealed class FakeControl : ISidecarControl
{
    public event Action<QuotaStatus>? QuotaChanged;

    public event Action<RouteStatus>? RouteChanged;

    public event Action<IReadOnlyList<BackendStatus>>? BackendsChanged;

    public event Action<Notice>? Noticed;

    public Func<string, string?, RouteStatus> OnSwitch { get; set; } = (provider, _) => Route(provider);

    public Func<string, SyncAction, SyncOutcome> OnSync { get; set; } =
        (folder, _) => new() { File = Path.Combine(folder, ".claude", "settings.json"), Changed = true, Succeeded = true, Message = "Written." };

    public HandoverQuestion Question { get; init; } = new(TimeProvider.System);

    public Func<bool, string?, bool> OnFeedback { get; set; } = (_, _) => true;

    public EditorBook Editors { get; } = new();

    public bool HasListeners => QuotaChanged is not null || RouteChanged is not null || BackendsChanged is not null || Noticed is not null;

    public static RouteStatus Route(string provider) => new()
    {
        Provider = provider,
        Local = provider == "local",
        Mode = provider,
        Reason = "pinned",
        Text = $"You chose {provider}.",
        TextZh = $"您选择了 {provider}。",
        Since = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero),
    };

    public static QuotaStatus Quota(double used) => new()
    {
        Status = "allowed",
        Source = "headers",
        Windows = [new() { Name = "5h", Used = used, Left = 1 - used, Status = "allowed" }],
    };

    public static BackendStatus Backend(string name) =>
        new() { Name = name, Dialect = "openai", BaseUrl = "http://127.0.0.1:11434", Local = true, State = "ready" };

    public List<bool> Power { get; } = [];

    public void PowerChanged(bool onBattery) => Power.Add(onBattery);

    public void ChangeQuota(double used) => QuotaChanged?.Invoke(Quota(used));

    public void ChangeRoute(string provider) => RouteChanged?.Invoke(Route(provider));

    public void ChangeBackends(params string[] names) => BackendsChanged?.Invoke([.. names.Select(Backend)]);

    public void Tell(string code, bool warning = false) => Noticed?.Invoke(new(code, warning, "A sentence.", "一句话。"));

    public HandoffReport Handoff(string? session) => session == "s-1"
        ? new()
        {
            Session = session,
            Provider = "local",
            Model = "qwen3-coder:30b",
            Window = 65_536,
            Ahead = true,
            At = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero),
            Before = 118_000,
            Tokens = 41_000,
            Fits = true,
            Parts = [new() { Name = "system", Title = "System text", TitleZh = "系统文本", Tokens = 1600, Before = 1600 }],
            Memory = "Task: the cart",
            Text = "== user\nthe cart",
        }
        : throw new ControlException("No session has been seen yet.");

    public StatusReport Status() => new()
    {
        Version = "1.2.3",
        Pid = 42,
        BaseUrl = "http://127.0.0.1:47600",
        StartedAt = new(2026, 11, 21, 11, 0, 0, TimeSpan.Zero),
        Route = Route("claude"),
        Quota = Quota(0.25),
        Backends = [Backend("local")],
        Sessions = [],
        Switches = [],
        Question = Question.Current,
    };

    public IReadOnlyList<BackendStatus> Providers() => [Backend("local")];

    public RouteStatus Switch(string provider, string? session) => OnSwitch(provider, session);

    public bool Feedback(bool good, string? id) => OnFeedback(good, id);

    public string OpenWorkspace(string folder) => Path.IsPathRooted(folder)
        ? $"http://127.0.0.1:47600/w/{Path.GetFileName(folder)}"
        : throw new ControlException($"{folder} is no absolute path.");

    public SyncOutcome Sync(string folder, SyncAction action) => OnSync(folder, action);

    public bool EditorState(object editor, string folder, EditorState state)
    {
        Editors.Note(editor, folder, state);
        return true;
    }

    public void EditorGone(object editor) => Editors.Forget(editor);
}
