using ClaudeSidecar.Context.Workspace;
using ClaudeSidecar.Settings.ClaudeSettings;

namespace ClaudeSidecar.Control;

/// <summary>What both front doors, HTTP and JSON-RPC, can ask of the running sidecar.</summary>
public interface ISidecarControl
{
    /// <summary>The quota has changed. Raised on any thread; handlers return at once.</summary>
    event Action<QuotaStatus> QuotaChanged;

    /// <summary>The route has changed.</summary>
    event Action<RouteStatus> RouteChanged;

    /// <summary>A backend has changed.</summary>
    event Action<IReadOnlyList<BackendStatus>> BackendsChanged;

    /// <summary>Something that the user should be told, once for each episode.</summary>
    event Action<Notice> Noticed;

    /// <summary>Asks the user whether another provider may answer, where that was chosen.</summary>
    HandoverQuestion Question { get; }

    /// <summary>The whole state.</summary>
    StatusReport Status();

    /// <summary>Every provider, with every model of its server as far as a search has told.</summary>
    IReadOnlyList<BackendStatus> Providers();

    /// <summary>The context that another model gets of a session, or would get now. It holds content of the conversation.</summary>
    /// <param name="session">Claude Code's session id; null for the one seen last.</param>
    /// <exception cref="ControlException">There is no such session, or nothing is prepared of it yet.</exception>
    HandoffReport Handoff(string? session);

    /// <summary>Pins the route or releases it.</summary>
    /// <param name="provider"><c>auto</c>, <c>cloud</c>, <c>local</c>, or a provider's name.</param>
    /// <param name="session">One session only; null for all.</param>
    /// <exception cref="ControlException">There is no such provider; nothing was changed.</exception>
    RouteStatus Switch(string provider, string? session);

    /// <summary>The user has judged a switch.</summary>
    /// <param name="good">True for a thumb up.</param>
    /// <param name="id">The switch that is meant; null for the last one.</param>
    /// <returns>False when such a switch is not known any more.</returns>
    bool Feedback(bool good, string? id);

    /// <summary>An editor says what the machine runs on. It counts only where the system itself says nothing.</summary>
    /// <param name="onBattery">True for its battery.</param>
    void PowerChanged(bool onBattery);

    /// <summary>The base URL for a folder's sessions; its key is made when there is none.</summary>
    /// <param name="folder">Absolute path.</param>
    /// <exception cref="ControlException">The path is not absolute or is no folder.</exception>
    string OpenWorkspace(string folder);

    /// <summary>Writes, shows or removes our keys in a folder's settings.</summary>
    /// <param name="folder">Absolute path.</param>
    /// <param name="action">Which of the three.</param>
    SyncOutcome Sync(string folder, SyncAction action);

    /// <summary>An editor tells what it shows of a folder.</summary>
    /// <param name="editor">Which one: the same object each time.</param>
    /// <param name="folder">Absolute path.</param>
    /// <param name="state">What it shows.</param>
    /// <returns>False when there is no such folder; nothing was kept.</returns>
    bool EditorState(object editor, string folder, EditorState state);

    /// <summary>An editor has gone, and with it what it told.</summary>
    void EditorGone(object editor);
}

/// <summary>A request that cannot be fulfilled; the message is one sentence that says what is wrong and what to do.</summary>
public sealed class ControlException(string message) : Exception(message);

/// <summary>Something that the user should be told once for each episode.</summary>
/// <param name="Code">What happened, in kebab case.</param>
/// <param name="Warning">False for mere information.</param>
/// <param name="Text">One sentence, in English.</param>
/// <param name="TextZh">The same in Chinese.</param>
public sealed record Notice(string Code, bool Warning, string Text, string TextZh);
