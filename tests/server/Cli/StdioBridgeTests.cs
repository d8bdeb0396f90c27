using System.Text;
using ClaudeSidecar.Cli;
using ClaudeSidecar.Rpc;
using ClaudeSidecar.Tests.Fakes;
using ClaudeSidecar.Tests.Rpc;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Tests.Cli;

public sealed class StdioBridgeTests : AsyncTest
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("attach-");
    private readonly ManualTime _time = new();
    private readonly RpcHost _host;
    private readonly DuplexStream _stdio;
    private readonly DuplexStream _editor;
    private readonly RawPeer _peer;

    public StdioBridgeTests()
    {
        _host = new(new FakeControl(), Path.Combine(_folder.FullName, "rpc.sock"), _time, NullLoggerFactory.Instance);
        var (stdio, editor) = Duplex.Pair(chunk: 3);
        (_stdio, _editor) = ((DuplexStream)stdio, (DuplexStream)editor);
        _peer = new(editor);
    }

    public override async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _peer.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task BytesGoBothWays()
    {
        _ = await BridgeAsync();
        Assert.Equal(ErrorCodes.MethodNotFound, (await _peer.AskAsync("""{"id":1,"method":"nothing"}""")).ErrorCode());
        Assert.Equal(ErrorCodes.MethodNotFound, (await _peer.AskAsync("""{"id":2,"method":"nothing"}""")).ErrorCode());
    }

    [Fact]
    public async Task ItEndsWhenTheSidecarEnds()
    {
        var bridge = await BridgeAsync();
        await _peer.AskAsync("""{"id":1,"method":"nothing"}""");
        await _host.DisposeAsync();
        await bridge;
    }

    [Fact]
    public async Task WhatTheEditorAskedBeforeItEndedIsAnswered()
    {
        var bridge = await BridgeAsync();
        var body = """{"id":1,"method":"nothing"}""";
        await _peer.SendBytesAsync(Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\r\n\r\n{body}"));
        _editor.CloseOutput();
        Assert.Equal(ErrorCodes.MethodNotFound, (await _peer.ReceiveAsync()).ErrorCode());
        await bridge;
    }

    [Fact]
    public async Task ASidecarThatHangsDoesNotHoldTheEditorsEnd()
    {
        using var listener = RpcEndpoint.Listen(Path.Combine(_folder.FullName, "hangs.sock"));
        var bridge = await BridgeAsync(listener.Endpoint);
        _editor.CloseOutput();
        while (!bridge.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1)); // it may not have begun to wait yet
            await Task.Yield();
        }

        await bridge;
    }

    private async Task<Task> BridgeAsync()
    {
        await _host.StartAsync(CancellationToken.None);
        return await BridgeAsync(_host.Endpoint);
    }

    private async Task<Task> BridgeAsync(string endpoint)
    {
        var link = await RpcEndpoint.ConnectAsync(endpoint, CancellationToken.None);
        return StdioBridge.RunAsync(_stdio, _stdio, link, _time, CancellationToken.None);
    }
}
