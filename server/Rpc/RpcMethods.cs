using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ClaudeSidecar.Control;
using ClaudeSidecar.Settings.ClaudeSettings;

namespace ClaudeSidecar.Rpc;

/// <summary>What a client may ask: each entry a few lines into <see cref="ISidecarControl"/>.</summary>
internal sealed class RpcMethods(ISidecarControl control, RpcClients clients)
{
    /// <summary>The contract's version that this sidecar speaks.</summary>
    public const int ProtocolVersion = 1;

    /// <summary>The capability of clients that show notices.</summary>
    public const string NoticesCapability = "notices";

    /// <summary>The capability of clients that keep our log lines.</summary>
    public const string LogsCapability = "logs";

    /// <summary>The capability of clients that can put a question to the user.</summary>
    public const string QuestionsCapability = "questions";

    private static readonly string[] Capabilities = ["switch", "sync", "workspaces", NoticesCapability, LogsCapability, QuestionsCapability, "feedback", "editorState", "power", "handoff"];

    /// <summary>The table for one client.</summary>
    public IReadOnlyDictionary<string, RpcHandler> For(RpcLink link) => new Dictionary<string, RpcHandler>
    {
        [Methods.Initialize] = (parameters, _) =>
            ValueTask.FromResult(Initialize(link, Read(Methods.Initialize, parameters, RpcJson.Default.InitializeParams))),
        [Methods.Status] = Open(link, _ => Reply(control.Status(), RpcJson.Default.StatusReport)),
        [Methods.Switch] = Open(link, parameters =>
            Reply(Switch(Read(Methods.Switch, parameters, RpcJson.Default.SwitchParams)), RpcJson.Default.SwitchResult)),
        [Methods.OpenWorkspace] = Open(link, parameters =>
            Reply(OpenWorkspace(Read(Methods.OpenWorkspace, parameters, RpcJson.Default.OpenWorkspaceParams)), RpcJson.Default.OpenWorkspaceResult)),
        [Methods.Sync] = Open(link, parameters =>
            Reply(Sync(Read(Methods.Sync, parameters, RpcJson.Default.SyncParams)), RpcJson.Default.SyncResult)),
        [Methods.Handoff] = Open(link, parameters =>
            Reply(control.Handoff(Read(Methods.Handoff, parameters, RpcJson.Default.HandoffParams).Session), RpcJson.Default.HandoffReport)),
        [Methods.Answer] = Open(link, parameters =>
            Reply(Answer(Read(Methods.Answer, parameters, RpcJson.Default.AnswerParams)), RpcJson.Default.AnswerResult)),
        [Methods.Feedback] = Open(link, parameters =>
            Reply(Feedback(Read(Methods.Feedback, parameters, RpcJson.Default.FeedbackParams)), RpcJson.Default.FeedbackResult)),
        [Methods.EditorState] = Open(link, parameters =>
            Reply(EditorState(link, Read(Methods.EditorState, parameters, RpcJson.Default.EditorStateParams)), RpcJson.Default.EditorStateResult)),
    };

    /// <summary>What a client tells unasked. What does not fit is dropped: a notification has no answer.</summary>
    public void Told(string method, JsonElement? parameters)
    {
        try
        {
            if (method == Methods.PowerState)
            {
                control.PowerChanged(Read(method, parameters, RpcJson.Default.PowerStateParams).OnBattery);
            }
        }
        catch (RpcException)
        {
            // Nobody would read why.
        }
    }

    private static T Read<T>(string method, JsonElement? parameters, JsonTypeInfo<T> type) => RpcParams.Read(method, parameters, type);

    private static RpcReply Reply<T>(T result, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToUtf8Bytes(result, type));

    private RpcHandler Open(RpcLink link, Func<JsonElement?, RpcReply> answer) => (parameters, _) =>
    {
        if (!link.IsInitialized)
        {
            throw new RpcException(ErrorCodes.NotInitialized, $"The first request of a link is {Methods.Initialize}.");
        }

        clients.Asked(link);
        return ValueTask.FromResult(answer(parameters));
    };

    private RpcReply Initialize(RpcLink link, InitializeParams client)
    {
        link.Initialize(client.Capabilities); // before the state is read, so that no change falls between
        clients.Asked(link);
        if (client.ProtocolVersion != ProtocolVersion && client.Capabilities.Contains(NoticesCapability))
        {
            link.Notify(Methods.Notice, JsonSerializer.SerializeToUtf8Bytes(OtherVersion(client), RpcJson.Default.NoticeParams));
        }

        var status = control.Status();
        var result = new InitializeResult
        {
            ServerVersion = status.Version,
            ProtocolVersion = ProtocolVersion,
            Capabilities = Capabilities,
            Status = status,
        };
        return Reply(result, RpcJson.Default.InitializeResult) with { Queued = link.Open };
    }

    private static NoticeParams OtherVersion(InitializeParams client)
    {
        var clientIsOlder = client.ProtocolVersion < ProtocolVersion;
        return new()
        {
            Code = "protocol-version",
            Level = "warning",
            Text = clientIsOlder
                ? $"The {client.ClientName} extension is older than the running ClaudeSidecar: update the extension."
                : $"The running ClaudeSidecar is older than the {client.ClientName} extension: run \"claude-sidecar stop\" and reload the window.",
            TextZh = clientIsOlder
                ? $"{client.ClientName} 扩展比正在运行的 ClaudeSidecar 旧:请更新扩展。"
                : $"正在运行的 ClaudeSidecar 比 {client.ClientName} 扩展旧:请运行 “claude-sidecar stop” 并重新加载窗口。",
        };
    }

    private SwitchResult Switch(SwitchParams asked) => new() { Route = control.Switch(asked.Provider, asked.Session) };

    private AnswerResult Answer(AnswerParams said) => new() { Taken = control.Question.Answer(said.Id, said.Go) };

    private FeedbackResult Feedback(FeedbackParams said) => new() { Taken = control.Feedback(said.Good, said.Switch) };

    private EditorStateResult EditorState(RpcLink link, EditorStateParams told) => new() { Taken = control.EditorState(link, told.Folder, told.State) };

    private OpenWorkspaceResult OpenWorkspace(OpenWorkspaceParams asked) => new()
    {
        Workspaces = [.. asked.Folders.Select(folder => new WorkspaceLink { Folder = folder, BaseUrl = control.OpenWorkspace(folder) })],
    };

    private SyncResult Sync(SyncParams asked)
    {
        var action = asked.Action switch
        {
            "apply" => SyncAction.Apply,
            "check" => SyncAction.Check,
            "remove" => SyncAction.Remove,
            _ => throw new RpcException(ErrorCodes.InvalidParams, $"The action of {Methods.Sync} is apply, check or remove."),
        };
        var outcome = control.Sync(asked.Folder, action);
        return outcome.Succeeded
            ? new()
            {
                File = outcome.File,
                Changed = outcome.Changed,
                Message = outcome.Message,
                Before = outcome.Before,
                After = outcome.After,
            }
            : throw new ControlException(outcome.Message);
    }
}
