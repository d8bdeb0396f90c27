using ClaudeSidecar.Rpc;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Tests.Rpc;

/// <summary>Every way in which a link can end, and what must be over when it has.</summary>
public sealed class ServerDisconnectTests : AsyncTest
{
    private readonly ManualTime _time = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _handlerEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private readonly DuplexStream _server;
    private readonly DuplexStream _client;
    private readonly RpcConnection _connection;
    private readonly RawPeer _peer;
    private readonly Task<LinkEnd> _running;

    public ServerDisconnectTests()
    {
        var (server, client) = Duplex.Pair();
        (_server, _client) = ((DuplexStream)server, (DuplexStream)client);
        _connection = new(server, new Dictionary<string, RpcHandler> { ["wait"] = WaitAsync }, _time, NullLogger.Instance);
        _peer = new(client);
        _running = _connection.RunAsync(_stop.Token);
    }

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _peer.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task TheClientIsGone()
    {
        await _client.DisposeAsync();
        Assert.Equal(LinkEnd.PeerClosed, await _running);
    }

    [Fact]
    public async Task TheClientExitsInsideAMessage()
    {
        await _peer.SendBytesAsync("Content-Length: 100\r\n\r\n{"u8.ToArray());
        await _client.DisposeAsync();
        Assert.Equal(LinkEnd.Broken, await _running);
    }

    [Fact]
    public async Task TheLinkFails()
    {
        _server.ReadFailure = new IOException("Connection reset by peer.");
        await _peer.SendAsync("{}");
        Assert.Equal(LinkEnd.Broken, await _running);
    }

    [Fact]
    public async Task ACorruptFrameIsToldAndEndsTheLink()
    {
        await _peer.SendBytesAsync("{\"jsonrpc\":\"2.0\"}"u8.ToArray());
        Assert.Equal(ErrorCodes.ParseError, (await _peer.ReceiveAsync()).ErrorCode());
        Assert.Equal(LinkEnd.Corrupt, await _running);
    }

    [Fact]
    public async Task AnUnknownMethodDoesNotEndTheLink()
    {
        Assert.Equal(ErrorCodes.MethodNotFound, (await _peer.AskAsync("""{"id":1,"method":"nothing"}""")).ErrorCode());
        Assert.False(_running.IsCompleted);
        await _stop.CancelAsync();
        Assert.Equal(LinkEnd.Stopped, await _running);
    }

    [Fact]
    public async Task WeStop()
    {
        await _peer.SendAsync("""{"id":1,"method":"wait"}""");
        await _started.Task;
        await _stop.CancelAsync();
        Assert.Equal(LinkEnd.Stopped, await _running);
        await _handlerEnded.Task;
    }

    [Fact]
    public async Task WhatWasAskedBeforeThePeerClosedItsSideIsAnswered()
    {
        await _peer.SendAsync("""{"id":1,"method":"wait"}""");
        await _started.Task;
        _client.CloseOutput();
        _release.SetResult();

        Assert.Equal("1", (await _peer.ReceiveAsync()).GetProperty("result").GetRawText());
        Assert.Equal(LinkEnd.PeerClosed, await _running);
    }

    [Fact]
    public async Task AHandlerThatTakesTooLongDoesNotHoldAClosedLink()
    {
        await _peer.SendAsync("""{"id":1,"method":"wait"}""");
        await _started.Task;
        _client.CloseOutput();
        while (!_running.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(1)); // the drain may not have begun to wait yet
            await Task.Yield();
        }

        Assert.Equal(LinkEnd.PeerClosed, await _running);
        await _handlerEnded.Task;
    }

    [Fact]
    public async Task OurOpenRequestsFailWithTheLink()
    {
        var before = _connection.InvokeAsync("window", default, CancellationToken.None);
        await _peer.ReceiveAsync();
        await _client.DisposeAsync();

        await Assert.ThrowsAsync<IOException>(() => before);
        await _running;
        await Assert.ThrowsAsync<IOException>(() => _connection.InvokeAsync("window", default, CancellationToken.None));
    }

    private async ValueTask<RpcReply> WaitAsync(System.Text.Json.JsonElement? parameters, CancellationToken cancelled)
    {
        try
        {
            _started.TrySetResult();
            await _release.Task.WaitAsync(cancelled);
            return new("1"u8.ToArray());
        }
        finally
        {
            _handlerEnded.SetResult();
        }
    }
}
