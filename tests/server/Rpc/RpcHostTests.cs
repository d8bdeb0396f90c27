using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.Json;
using ClaudeSidecar.Decision;
using ClaudeSidecar.Rpc;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Tests.Rpc;

[UnsupportedOSPlatform("windows")]
public sealed class RpcHostTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rpc-");
    private readonly FakeControl _control = new();
    private readonly ManualTime _time = new();

    private string Endpoint => Path.Combine(_folder.FullName, "state", "rpc.sock");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task TheSocketAndItsFolderAreTheOwnersAlone()
    {
        await using var host = await StartAsync(Endpoint);
        Assert.Equal(Endpoint, host.Endpoint);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Endpoint));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(Path.GetDirectoryName(Endpoint)!));
    }

    [Fact]
    public async Task AStopEndsTheLinksAndRemovesTheSocket()
    {
        var host = await StartAsync(Endpoint);
        using var peer = await RawPeer.InitializedAsync(host.Endpoint);
        await host.DisposeAsync();

        Assert.Equal(default, await peer.ReceiveAsync());
        Assert.False(File.Exists(Endpoint));
        Assert.False(_control.HasListeners);
        await Assert.ThrowsAsync<IOException>(() => RpcEndpoint.ConnectAsync(Endpoint, CancellationToken.None));
    }

    [Fact]
    public async Task WhatAnEditorToldGoesWithItsLink()
    {
        await using var host = await StartAsync(Endpoint);
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (var peer = await RawPeer.InitializedAsync(host.Endpoint))
        {
            await peer.AskAsync($$"""{"jsonrpc":"2.0","id":2,"method":"{{Methods.EditorState}}","params":{"folder":"/src","state":{"openEditors":["/src/a"]} } }""");
            Assert.NotNull(_control.Editors.Of("/src"));
            host.ClientsChanged += count =>
            {
                if (count == 0)
                {
                    gone.TrySetResult();
                }
            };
        }

        await gone.Task;
        Assert.Null(_control.Editors.Of("/src"));
    }

    [Fact]
    public async Task AnEditorMayTellWhatTheMachineRunsOnAndNonsenseHarmsNothing()
    {
        await using var host = await StartAsync(Endpoint);
        using var peer = await RawPeer.InitializedAsync(host.Endpoint);
        await peer.SendAsync("""{"jsonrpc":"2.0","method":"sidecar.powerState","params":{"onBattery":"perhaps"}}""");
        await peer.SendAsync("""{"jsonrpc":"2.0","method":"sidecar.powerState","params":{"onBattery":true}}""");
        await peer.SendAsync("""{"jsonrpc":"2.0","id":7,"method":"sidecar.status"}""");

        Assert.Equal(7, (await peer.ReceiveAsync()).GetProperty("id").GetInt32());
        Assert.Equal([true], _control.Power);
    }

    [Fact]
    public async Task ASocketThatADeadProcessLeftIsReplaced()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Endpoint)!);
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(Endpoint + ".bound"));
            dead.Listen();
            File.Move(Endpoint + ".bound", Endpoint); // closing it tidies up under its first name only, as a kill does under none
        }

        Assert.True(File.Exists(Endpoint));
        await using var host = await StartAsync(Endpoint);
        using var peer = await RawPeer.InitializedAsync(host.Endpoint);
    }

    [Fact]
    public async Task ASocketInUseIsLeftAlone()
    {
        await using var first = await StartAsync(Endpoint);
        var refused = await Assert.ThrowsAsync<IOException>(() => StartAsync(Endpoint));
        Assert.Contains("claude-sidecar stop", refused.Message, StringComparison.Ordinal);
        using var peer = await RawPeer.InitializedAsync(first.Endpoint);
    }

    [Fact]
    public async Task APathTooLongForASocketIsReplacedByAShortOneOfOurs()
    {
        string endpoint;
        await using (var host = await StartAsync(Path.Combine(_folder.FullName, new string('x', 104), "rpc.sock")))
        {
            endpoint = host.Endpoint;
            Assert.StartsWith(Path.GetTempPath(), endpoint, StringComparison.Ordinal);
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(Path.GetDirectoryName(endpoint)!));
            using var peer = await RawPeer.InitializedAsync(endpoint);
        }

        Assert.False(Directory.Exists(Path.GetDirectoryName(endpoint)));
    }

    [Fact]
    public async Task ClientsAreCountedAsTheyComeAndGo()
    {
        await using var host = new RpcHost(_control, Endpoint, _time, NullLoggerFactory.Instance);
        var counts = System.Threading.Channels.Channel.CreateUnbounded<int>();
        host.ClientsChanged += count => counts.Writer.TryWrite(count);
        await host.StartAsync(CancellationToken.None);

        var first = await RawPeer.ConnectAsync(host.Endpoint);
        Assert.Equal(1, await counts.Reader.ReadAsync());
        using var second = await RawPeer.ConnectAsync(host.Endpoint);
        Assert.Equal(2, await counts.Reader.ReadAsync());
        first.Dispose();
        Assert.Equal(1, await counts.Reader.ReadAsync());
        Assert.Equal(1, host.Clients);
    }

    [Fact]
    public async Task APipeServesAsTheSocketDoes()
    {
        await using var host = await StartAsync($"claude-sidecar-test-{Guid.NewGuid():N}");
        using var first = await RawPeer.InitializedAsync(host.Endpoint);
        using var second = await RawPeer.InitializedAsync(host.Endpoint);
        _control.ChangeRoute("local");
        Assert.Equal(Methods.RouteChanged, (await first.ReceiveAsync()).Method());
        Assert.Equal(Methods.RouteChanged, (await second.ReceiveAsync()).Method());
    }

    [Fact]
    public async Task EveryInitializedClientHearsTheStates()
    {
        await using var host = await StartAsync(Endpoint);
        using var first = await RawPeer.InitializedAsync(host.Endpoint);
        using var second = await RawPeer.InitializedAsync(host.Endpoint);
        using var silent = await RawPeer.ConnectAsync(host.Endpoint);
        _control.ChangeQuota(0.5);
        _control.ChangeRoute("local");
        _control.ChangeBackends("claude", "local");

        foreach (var peer in new[] { first, second })
        {
            var quota = await peer.ReceiveAsync();
            Assert.Equal(Methods.QuotaChanged, quota.Method());
            Assert.Equal(0.5, quota.GetProperty("params").GetProperty("windows")[0].GetProperty("used").GetDouble());
            Assert.Equal("local", (await peer.ReceiveAsync()).GetProperty("params").GetProperty("provider").GetString());
            Assert.Equal(2, (await peer.ReceiveAsync()).GetProperty("params").GetProperty("backends").GetArrayLength());
        }

        var answer = await silent.AskAsync("""{"id":1,"method":"nothing"}""");
        Assert.Equal(ErrorCodes.MethodNotFound, answer.ErrorCode()); // and nothing before it
    }

    [Fact]
    public async Task StatesAreHeldTogetherAndTheLastOneArrives()
    {
        await using var host = await StartAsync(Endpoint);
        using var peer = await RawPeer.InitializedAsync(host.Endpoint);
        foreach (var used in new[] { 0.1, 0.2, 0.3, 0.4 })
        {
            _control.ChangeQuota(used);
        }

        Assert.Equal(0.1, await UsedAsync(peer));
        _time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.Equal(0.4, await UsedAsync(peer));
    }

    [Fact]
    public async Task ANoticeIsShownByTheWindowThatWasUsedLast()
    {
        await using var host = await StartAsync(Endpoint);
        using var first = await RawPeer.InitializedAsync(host.Endpoint, "notices");
        using var second = await RawPeer.InitializedAsync(host.Endpoint, "notices");
        using var without = await RawPeer.InitializedAsync(host.Endpoint);
        _control.Tell("switched-to-local");
        Assert.Equal("switched-to-local", await NoticeAsync(second));

        await first.AskAsync("""{"id":1,"method":"sidecar.status"}""");
        _control.Tell("back-to-claude", warning: true);
        Assert.Equal("back-to-claude", await NoticeAsync(first));

        foreach (var peer in new[] { first, second, without })
        {
            Assert.True((await peer.AskAsync("""{"id":2,"method":"sidecar.status"}""")).TryGetProperty("result", out _)); // and no notice before it
        }
    }

    [Fact]
    public async Task AQuestionGoesToEveryWindowThatCanAskAndIsWithdrawnWhenOneHasAnswered()
    {
        await using var host = await StartAsync(Endpoint);
        Assert.False(await _control.Question.AskAsync("local", RouteReason.QuotaWindow, null, CancellationToken.None));
        using var first = await RawPeer.InitializedAsync(host.Endpoint, "questions");
        using var second = await RawPeer.InitializedAsync(host.Endpoint, "questions");
        using var without = await RawPeer.InitializedAsync(host.Endpoint, "notices");

        var held = _control.Question.AskAsync("local", RouteReason.QuotaWindow, null, CancellationToken.None);
        var id = (await QuestionAsync(first)).GetProperty("id").GetString();
        Assert.Equal("local", (await QuestionAsync(second)).GetProperty("provider").GetString());
        var taken = await first.AskAsync($$$"""{"id":1,"method":"sidecar.answer","params":{"id":"{{{id}}}","go":true}}""");
        var late = await second.AskAsync($$$"""{"id":1,"method":"sidecar.answer","params":{"id":"{{{id}}}","go":false}}""");
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(taken.GetProperty("result").GetProperty("taken").GetBoolean());
        Assert.False(late.GetProperty("result").GetProperty("taken").GetBoolean());
        Assert.True(await held);
        Assert.False((await first.ReceiveAsync()).GetProperty("params").TryGetProperty("question", out _));
        Assert.False((await second.ReceiveAsync()).GetProperty("params").TryGetProperty("question", out _));
        Assert.True((await without.AskAsync("""{"id":2,"method":"sidecar.status"}""")).TryGetProperty("result", out _)); // and nothing before it
    }

    [Fact]
    public async Task AClientThatGoesInTheMiddleDoesNotTouchTheOthers()
    {
        await using var host = await StartAsync(Endpoint);
        using var staying = await RawPeer.InitializedAsync(host.Endpoint);
        using (var going = await RawPeer.ConnectAsync(host.Endpoint))
        {
            await going.SendBytesAsync("Content-Length: 100\r\n\r\n{"u8.ToArray());
        }

        using (var foreign = await RawPeer.ConnectAsync(host.Endpoint))
        {
            await foreign.SendBytesAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
            Assert.Equal(ErrorCodes.ParseError, (await foreign.ReceiveAsync()).ErrorCode());
        }

        Assert.True((await staying.AskAsync("""{"id":2,"method":"sidecar.status"}""")).TryGetProperty("result", out _));
    }

    private static async Task<double> UsedAsync(RawPeer peer) =>
        (await peer.ReceiveAsync()).GetProperty("params").GetProperty("windows")[0].GetProperty("used").GetDouble();

    private static async Task<JsonElement> QuestionAsync(RawPeer peer) =>
        (await peer.ReceiveAsync()).GetProperty("params").GetProperty("question");

    private static async Task<string?> NoticeAsync(RawPeer peer) =>
        (await peer.ReceiveAsync()).GetProperty("params").GetProperty("code").GetString();

    private async Task<RpcHost> StartAsync(string endpoint)
    {
        var host = new RpcHost(_control, endpoint, _time, NullLoggerFactory.Instance);
        await host.StartAsync(CancellationToken.None);
        return host;
    }
}
