using ClaudeSidecar.Context.Workspace;
using ClaudeSidecar.Control;

namespace ClaudeSidecar.Rpc;

// The whole contract with an editor. extension/rpc/protocol.ts is generated from this file and compared in CI.
// Rules: one params object in, one result object out; states, not deltas, in notifications, so that a lost one heals;
// capabilities are strings, asked for by name; camelCase on the wire; a missing optional field means null.

/// <summary>Method names. Requests go to the sidecar; notifications come from it unless said otherwise.</summary>
public static class Methods
{
    /// <summary>First request of a link: <see cref="InitializeParams"/> → <see cref="InitializeResult"/>.</summary>
    public const string Initialize = "initialize";

    /// <summary>The whole state: no params → <see cref="StatusReport"/>.</summary>
    public const string Status = "sidecar.status";

    /// <summary>Pins the route or releases it: <see cref="SwitchParams"/> → <see cref="SwitchResult"/>.</summary>
    public const string Switch = "sidecar.switch";

    /// <summary>Names the folders that an editor has open: <see cref="OpenWorkspaceParams"/> → <see cref="OpenWorkspaceResult"/>.</summary>
    public const string OpenWorkspace = "sidecar.openWorkspace";

    /// <summary>Writes, shows or removes our keys in a folder's settings: <see cref="SyncParams"/> → <see cref="SyncResult"/>.</summary>
    public const string Sync = "sidecar.sync";

    /// <summary>The context that another model gets of a session: <see cref="HandoffParams"/> → <see cref="HandoffReport"/>.</summary>
    public const string Handoff = "sidecar.handoff";

    /// <summary>Answers the question whether another provider may answer: <see cref="AnswerParams"/> → <see cref="AnswerResult"/>.</summary>
    public const string Answer = "sidecar.answer";

    /// <summary>The user has judged a switch: <see cref="FeedbackParams"/> → <see cref="FeedbackResult"/>.</summary>
    public const string Feedback = "sidecar.feedback";

    /// <summary>Tells what the editor shows of a folder: <see cref="EditorStateParams"/> → <see cref="EditorStateResult"/>. A state, sent anew when it changes; it goes with the link.</summary>
    public const string EditorState = "sidecar.editorState";

    /// <summary>Notification: the quota changed: <see cref="QuotaStatus"/>.</summary>
    public const string QuotaChanged = "sidecar.quotaChanged";

    /// <summary>Notification: the route changed: <see cref="RouteStatus"/>.</summary>
    public const string RouteChanged = "sidecar.routeChanged";

    /// <summary>Notification: a backend changed: <see cref="BackendsChangedParams"/>.</summary>
    public const string BackendsChanged = "sidecar.backendsChanged";

    /// <summary>Notification, to clients that can ask: a question is to be put to the user, or there is none any more: <see cref="QuestionChangedParams"/>.</summary>
    public const string QuestionChanged = "sidecar.questionChanged";

    /// <summary>Notification: something that the user should be told once: <see cref="NoticeParams"/>.</summary>
    public const string Notice = "sidecar.notice";

    /// <summary>Notification: a line for the editor's log: <see cref="LogParams"/>.</summary>
    public const string Log = "sidecar.log";

    /// <summary>Notification from the client, where it can tell: what the machine runs on: <see cref="PowerStateParams"/>.</summary>
    public const string PowerState = "sidecar.powerState";

    /// <summary>Notification in both directions, of JSON-RPC's common extension: gives up a running request.</summary>
    public const string Cancel = "$/cancelRequest";
}

/// <summary>Why a request was not fulfilled. The message beside the code is one sentence for the user.</summary>
public static class ErrorCodes
{
    /// <summary>The frame holds no JSON.</summary>
    public const int ParseError = -32700;

    /// <summary>The JSON is no request.</summary>
    public const int InvalidRequest = -32600;

    /// <summary>There is no such method; the link lives on.</summary>
    public const int MethodNotFound = -32601;

    /// <summary>The parameters do not fit the method.</summary>
    public const int InvalidParams = -32602;

    /// <summary>The sidecar failed; its log says more.</summary>
    public const int InternalError = -32603;

    /// <summary>The sidecar understood and refuses, or cannot: the message says what to do.</summary>
    public const int Refused = -32001;

    /// <summary>The link has not been initialised.</summary>
    public const int NotInitialized = -32002;

    /// <summary>The client gave the request up.</summary>
    public const int Cancelled = -32800;
}

/// <summary>Who asks, and what it understands.</summary>
public sealed record InitializeParams
{
    /// <summary>Name of the client: <c>vscode</c>, <c>neovim</c> …</summary>
    public required string ClientName { get; init; }

    /// <summary>Its version.</summary>
    public required string ClientVersion { get; init; }

    /// <summary>The contract's version that the client was made for; 1 today.</summary>
    public required int ProtocolVersion { get; init; }

    /// <summary>What the client can do: <c>notices</c>, <c>logs</c>, <c>questions</c>.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];
}

/// <summary>Who answers, and what it can do.</summary>
public sealed record InitializeResult
{
    /// <summary>Version of the sidecar.</summary>
    public required string ServerVersion { get; init; }

    /// <summary>The contract's version that it speaks; 1 today. A client made for another says so to its user.</summary>
    public required int ProtocolVersion { get; init; }

    /// <summary>What it can do: <c>switch</c>, <c>sync</c>, <c>workspaces</c>, <c>notices</c>, <c>logs</c>, <c>questions</c>, <c>feedback</c>, <c>editorState</c>, <c>power</c>, <c>handoff</c>.</summary>
    public required IReadOnlyList<string> Capabilities { get; init; }

    /// <summary>The whole state at this moment; later changes come as notifications.</summary>
    public required StatusReport Status { get; init; }
}

/// <summary>Where to go.</summary>
public sealed record SwitchParams
{
    /// <summary><c>auto</c>, <c>cloud</c>, <c>local</c>, or a provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>One session only; null for all.</summary>
    public string? Session { get; init; }
}

/// <summary>Where it goes now.</summary>
public sealed record SwitchResult
{
    /// <summary>The route after the switch.</summary>
    public required RouteStatus Route { get; init; }
}

/// <summary>Folders that an editor has open.</summary>
public sealed record OpenWorkspaceParams
{
    /// <summary>Absolute paths.</summary>
    public required IReadOnlyList<string> Folders { get; init; }
}

/// <summary>Their keys.</summary>
public sealed record OpenWorkspaceResult
{
    /// <summary>One entry for each folder, in the same order.</summary>
    public required IReadOnlyList<WorkspaceLink> Workspaces { get; init; }
}

/// <summary>How a folder's sessions reach the sidecar.</summary>
public sealed record WorkspaceLink
{
    /// <summary>The folder.</summary>
    public required string Folder { get; init; }

    /// <summary>The value for <c>ANTHROPIC_BASE_URL</c>: <c>http://127.0.0.1:PORT/w/KEY</c>.</summary>
    public required string BaseUrl { get; init; }
}

/// <summary>What to do with a folder's settings.</summary>
public sealed record SyncParams
{
    /// <summary>Absolute path of the folder.</summary>
    public required string Folder { get; init; }

    /// <summary><c>apply</c>, <c>check</c> or <c>remove</c>.</summary>
    public required string Action { get; init; }
}

/// <summary>What was done, or would be.</summary>
public sealed record SyncResult
{
    /// <summary>The settings file concerned.</summary>
    public required string File { get; init; }

    /// <summary>True when the file was changed, or would be.</summary>
    public required bool Changed { get; init; }

    /// <summary>One sentence for the user.</summary>
    public required string Message { get; init; }

    /// <summary>The file's text before; null when there was none.</summary>
    public string? Before { get; init; }

    /// <summary>The file's text after; null when there is none.</summary>
    public string? After { get; init; }
}

/// <summary>Whose context is asked for.</summary>
public sealed record HandoffParams
{
    /// <summary>Claude Code's session id; null for the one seen last.</summary>
    public string? Session { get; init; }
}

/// <summary>What the user said.</summary>
public sealed record AnswerParams
{
    /// <summary>The question's id.</summary>
    public required string Id { get; init; }

    /// <summary>True lets the other provider answer until the limit ends; false gives Claude Code the limit, and the user is not asked again before it ends.</summary>
    public required bool Go { get; init; }
}

/// <summary>What became of the answer.</summary>
public sealed record AnswerResult
{
    /// <summary>False when the question was not open any more: somebody else has answered it, or the limit has ended.</summary>
    public required bool Taken { get; init; }
}

/// <summary>What the user thinks of a switch.</summary>
public sealed record FeedbackParams
{
    /// <summary>True for a thumb up.</summary>
    public required bool Good { get; init; }

    /// <summary>The id of the switch; null for the last one.</summary>
    public string? Switch { get; init; }
}

/// <summary>What became of it.</summary>
public sealed record FeedbackResult
{
    /// <summary>False when such a switch is not known any more.</summary>
    public required bool Taken { get; init; }
}

/// <summary>What the editor shows of a folder.</summary>
public sealed record EditorStateParams
{
    /// <summary>Absolute path of the folder.</summary>
    public required string Folder { get; init; }

    /// <summary>What is shown of it. Files that look secret do not belong here, and are not kept.</summary>
    public required EditorState State { get; init; }
}

/// <summary>What became of it.</summary>
public sealed record EditorStateResult
{
    /// <summary>False when the folder is not there: nothing was kept.</summary>
    public required bool Taken { get; init; }
}

/// <summary>What the machine runs on.</summary>
public sealed record PowerStateParams
{
    /// <summary>True for its battery: then nothing is read ahead of time.</summary>
    public required bool OnBattery { get; init; }
}

/// <summary>What the user is asked.</summary>
public sealed record QuestionChangedParams
{
    /// <summary>The question; null when there is none any more.</summary>
    public QuestionStatus? Question { get; init; }
}

/// <summary>Every provider.</summary>
public sealed record BackendsChangedParams
{
    /// <summary>In order of priority.</summary>
    public required IReadOnlyList<BackendStatus> Backends { get; init; }
}

/// <summary>Something that the user should be told once for each episode.</summary>
public sealed record NoticeParams
{
    /// <summary>What happened, in kebab case: <c>switched-to-local</c>, <c>back-to-claude</c>, <c>quota-low</c>, <c>prompt-cut</c>, <c>local-down</c>.</summary>
    public required string Code { get; init; }

    /// <summary><c>info</c> or <c>warning</c>.</summary>
    public required string Level { get; init; }

    /// <summary>One sentence, in English.</summary>
    public required string Text { get; init; }

    /// <summary>The same in Chinese.</summary>
    public required string TextZh { get; init; }
}

/// <summary>A line for the editor's log.</summary>
public sealed record LogParams
{
    /// <summary><c>trace</c>, <c>debug</c>, <c>info</c>, <c>warning</c>, <c>error</c>.</summary>
    public required string Level { get; init; }

    /// <summary>The line.</summary>
    public required string Message { get; init; }
}
