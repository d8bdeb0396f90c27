using System.Text.Json;
using ClaudeSidecar.Control;
using ClaudeSidecar.Rpc;
using ClaudeSidecar.Settings.ClaudeSettings;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Tests.Rpc;

public sealed class RpcMethodsTests : AsyncTest
{
    private readonly FakeControl _control = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly RawPeer _peer;
    private readonly Task<LinkEnd> _running;

    public RpcMethodsTests()
    {
        var (server, client) = Duplex.Pair();
        _peer = new(client);
        var clients = new RpcClients();
        var link = new RpcLink(server, new RpcMethods(_control, clients).For, new ManualTime(), NullLogger.Instance);
        clients.Add(link);
        _running = link.RunAsync(_stop.Token);
    }

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _peer.Dispose();
        _stop.Dispose();
    }

    [Theory]
    [InlineData(Methods.Status)]
    [InlineData(Methods.Switch)]
    [InlineData(Methods.OpenWorkspace)]
    [InlineData(Methods.Sync)]
    [InlineData(Methods.Answer)]
    [InlineData(Methods.Feedback)]
    [InlineData(Methods.EditorState)]
    public async Task NothingIsAnsweredBeforeInitialize(string method) =>
        Assert.Equal(ErrorCodes.NotInitialized, (await AskAsync(method, """{"provider":"local","folders":[],"folder":"/x","action":"check","id":"1","go":true,"good":true,"state":{}}""")).ErrorCode());

    [Fact]
    public async Task InitializeTellsVersionsCapabilitiesAndTheWholeState()
    {
        var result = (await InitializeAsync(1)).GetProperty("result");

        Assert.Equal("1.2.3", result.GetProperty("serverVersion").GetString());
        Assert.Equal(1, result.GetProperty("protocolVersion").GetInt32());
        Assert.Equal(["switch", "sync", "workspaces", "notices", "logs", "questions", "feedback", "editorState", "power", "handoff"], result.GetProperty("capabilities").EnumerateArray().Select(name => name.GetString()!));
        var status = result.GetProperty("status");
        Assert.Equal("2026-11-21T11:00:00+00:00", status.GetProperty("startedAt").GetString());
        Assert.Equal(0.25, status.GetProperty("quota").GetProperty("windows")[0].GetProperty("used").GetDouble());
        Assert.False(status.TryGetProperty("configurationError", out _));
    }

    [Theory]
    [InlineData(0, "update the extension")]
    [InlineData(2, "claude-sidecar stop")]
    public async Task AClientOfAnotherVersionIsAnsweredAndTold(int version, string advice)
    {
        var answer = await InitializeAsync(version, "notices");
        Assert.Equal(1, answer.GetProperty("result").GetProperty("protocolVersion").GetInt32());

        var notice = await _peer.ReceiveAsync();
        Assert.Equal(Methods.Notice, notice.Method());
        Assert.Equal("protocol-version", notice.GetProperty("params").GetProperty("code").GetString());
        Assert.Contains(advice, notice.GetProperty("params").GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"provider":"local"}""")]
    [InlineData("""[{"provider":"local"}]""")]
    [InlineData("""{"provider":"local","session":null,"later":{"unknown":true}}""")]
    public async Task ParametersComeByNameOrAsTheOnlyOneOfAList(string parameters)
    {
        await InitializeAsync(1);
        var answer = await AskAsync(Methods.Switch, parameters);
        Assert.Equal("local", answer.GetProperty("result").GetProperty("route").GetProperty("provider").GetString());
    }

    [Theory]
    [InlineData("""{"good":true}""", true, null, true)]
    [InlineData("""{"good":false,"switch":"gone"}""", false, "gone", false)]
    public async Task AThumbReachesTheSidecarWithItsSwitch(string parameters, bool good, string? id, bool taken)
    {
        (bool, string?)? said = null;
        _control.OnFeedback = (thumb, named) =>
        {
            said = (thumb, named);
            return named is null;
        };
        await InitializeAsync(1);
        var answer = await AskAsync(Methods.Feedback, parameters);

        Assert.Equal((good, id), said);
        Assert.Equal(taken, answer.GetProperty("result").GetProperty("taken").GetBoolean());
    }

    [Theory]
    [InlineData(",\"params\":null")]
    [InlineData(",\"params\":[]")]
    [InlineData(",\"params\":[null]")]
    [InlineData(",\"params\":{}")]
    [InlineData("")]
    public async Task NoParametersMayBeSaidInAnyWay(string parameters)
    {
        await InitializeAsync(1);
        var answer = await _peer.AskAsync($$"""{"jsonrpc":"2.0","id":1,"method":"{{Methods.Status}}"{{parameters}} }""");
        Assert.Equal(42, answer.GetProperty("result").GetProperty("pid").GetInt32());
    }

    [Theory]
    [InlineData("{}", "provider missing")]
    [InlineData("null", "provider missing")]
    [InlineData("""{"session":"x"}""", "provider missing")]
    [InlineData("""{"provider":5}""", "wrong value at $.provider")]
    [InlineData("""{"provider":null}""", "wrong value at $.provider")]
    [InlineData("\"local\"", "no object")]
    [InlineData("""["local"]""", "no object")]
    [InlineData("""["local","session"]""", "one object")]
    public async Task ParametersThatDoNotFitAreNamed(string parameters, string detail)
    {
        await InitializeAsync(1);
        var answer = await AskAsync(Methods.Switch, parameters);
        Assert.Equal(ErrorCodes.InvalidParams, answer.ErrorCode());
        Assert.Contains(detail, answer.ErrorText(), StringComparison.Ordinal);
        Assert.DoesNotContain("ClaudeSidecar.Rpc", answer.ErrorText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SwitchHandsOnProviderAndSessionAndTellsARefusal()
    {
        (string, string?)? asked = null;
        _control.OnSwitch = (provider, session) =>
        {
            asked = (provider, session);
            throw new ControlException("There is no provider moon: choose claude or local.");
        };
        await InitializeAsync(1);
        var answer = await AskAsync(Methods.Switch, """{"provider":"moon","session":"s1"}""");

        Assert.Equal(("moon", "s1"), asked);
        Assert.Equal(ErrorCodes.Refused, answer.ErrorCode());
        Assert.Equal("There is no provider moon: choose claude or local.", answer.ErrorText());
    }

    [Fact]
    public async Task OpenWorkspaceNamesABaseUrlForEachFolderInOrder()
    {
        await InitializeAsync(1);
        var answer = await AskAsync(Methods.OpenWorkspace, """{"folders":["/src/two","/src/one"]}""");
        Assert.Equal(
            """{"workspaces":[{"folder":"/src/two","baseUrl":"http://127.0.0.1:47600/w/two"},{"folder":"/src/one","baseUrl":"http://127.0.0.1:47600/w/one"}]}""",
            answer.GetProperty("result").GetRawText());
    }

    [Theory]
    [InlineData("apply", SyncAction.Apply)]
    [InlineData("check", SyncAction.Check)]
    [InlineData("remove", SyncAction.Remove)]
    public async Task SyncDoesWhatItsActionSays(string action, SyncAction expected)
    {
        SyncAction? done = null;
        _control.OnSync = (folder, asked) =>
        {
            done = asked;
            return new() { File = $"{folder}/.claude/settings.json", Changed = true, Succeeded = true, Message = "Done.", After = "{}" };
        };
        await InitializeAsync(1);
        var answer = await AskAsync(Methods.Sync, $$"""{"folder":"/src","action":"{{action}}"}""");

        Assert.Equal(expected, done);
        Assert.Equal("""{"file":"/src/.claude/settings.json","changed":true,"message":"Done.","after":"{}"}""", answer.GetProperty("result").GetRawText());
    }

    [Fact]
    public async Task ASyncThatCouldNotBeDoneIsARefusal()
    {
        _control.OnSync = (folder, _) => new() { File = folder, Changed = false, Succeeded = false, Message = "settings.json is no JSON: repair it." };
        await InitializeAsync(1);
        Assert.Equal("settings.json is no JSON: repair it.", (await AskAsync(Methods.Sync, """{"folder":"/src","action":"apply"}""")).ErrorText());
        Assert.Equal(ErrorCodes.InvalidParams, (await AskAsync(Methods.Sync, """{"folder":"/src","action":"delete"}""")).ErrorCode());
    }

    [Fact]
    public async Task WhatTheEditorShowsIsKeptForItsFolder()
    {
        await InitializeAsync(1);
        var answer = await AskAsync(
            Methods.EditorState,
            """{"folder":"/src","state":{"activeFile":{"path":"/src/a.cs","language":"csharp","line":7,"selection":{"startLine":7,"endLine":8,"text":"x\ny"}},"openEditors":["/src/a.cs","/src/b.cs"]}}""");

        Assert.True(answer.GetProperty("result").GetProperty("taken").GetBoolean());
        var state = _control.Editors.Of("/src/deeper")!;
        Assert.Equal(("/src/a.cs", "csharp", 7, "x\ny"), (state.ActiveFile!.Path, state.ActiveFile.Language, state.ActiveFile.Line, state.ActiveFile.Selection!.Text));
        Assert.Equal(["/src/a.cs", "/src/b.cs"], state.OpenEditors);
    }

    private Task<JsonElement> InitializeAsync(int version, params string[] capabilities) => AskAsync(
        Methods.Initialize,
        $$"""{"clientName":"vscode","clientVersion":"0.1.0","protocolVersion":{{version}},"capabilities":[{{string.Join(',', capabilities.Select(name => $"\"{name}\""))}}]}""");

    private Task<JsonElement> AskAsync(string method, string parameters) =>
        _peer.AskAsync($$"""{"jsonrpc":"2.0","id":1,"method":"{{method}}","params":{{parameters}} }""");
}
