using System.Text;
using ClaudeSidecar.Rpc;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Tests.Rpc;

/// <summary>A peer that stops reading holds nobody up and does not fill the memory.</summary>
public sealed class SlowPeerTests : AsyncTest
{
    private readonly CancellationTokenSource _stop = new();
    private readonly RpcConnection _connection;
    private readonly RawPeer _peer;
    private readonly Task<LinkEnd> _running;
    private int _answered;

    public SlowPeerTests()
    {
        var (server, client) = Duplex.Pair(capacity: 256);
        var answer = Encoding.ASCII.GetBytes($"\"{new string('x', 1024 * 1024)}\"");
        var table = new Dictionary<string, RpcHandler>
        {
            ["large"] = (_, _) =>
            {
                Interlocked.Increment(ref _answered);
                return ValueTask.FromResult(new RpcReply(answer));
            },
        };
        _connection = new(server, table, TimeProvider.System, NullLogger.Instance);
        _peer = new(client);
        _running = _connection.RunAsync(_stop.Token);
    }

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Assert.Equal(LinkEnd.Stopped, await _running); // even with a write that nobody takes
        _peer.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task OfAStateOnlyTheLatestWaits()
    {
        for (var i = 0; i < 10_000; i++)
        {
            _connection.Publish("quota", Encoding.ASCII.GetBytes($"[{i}]"));
            _connection.Publish("route", Encoding.ASCII.GetBytes($"[{i}]"));
        }

        var last = new Dictionary<string, int>();
        var received = 0;
        while (last.Values.Count(value => value == 9_999) < 2)
        {
            var message = await _peer.ReceiveAsync();
            var value = message.GetProperty("params")[0].GetInt32();
            Assert.True(value > last.GetValueOrDefault(message.Method(), -1), "A state came before an older one.");
            last[message.Method()] = value;
            received++;
        }

        Assert.True(received < 20_000, "Nothing was coalesced.");
    }

    [Fact]
    public async Task NotificationsBeyondTheLimitAreLostAndTheLinkLivesOn()
    {
        for (var i = 0; i < 10_000; i++)
        {
            _connection.Notify("log", Encoding.ASCII.GetBytes($"[{i}]"));
        }

        await _peer.SendAsync("""{"id":1,"method":"nothing"}""");
        var told = 0;
        while ((await _peer.ReceiveAsync()).TryGetProperty("method", out _))
        {
            told++;
        }

        Assert.InRange(told, RpcOutbox.MaxNotifications, 9_999);
    }

    [Fact]
    public async Task NoMoreRequestsAreStartedWhileAnswersPileUp()
    {
        var sending = Task.Run(async () =>
        {
            for (var id = 0; id < 200; id++)
            {
                await _peer.SendAsync($$"""{"id":{{id}},"method":"large"}""");
            }
        });

        var most = 0;
        for (var received = 1; received <= 200; received++)
        {
            Assert.True((await _peer.ReceiveAsync()).TryGetProperty("result", out _));
            most = Math.Max(most, Volatile.Read(ref _answered) - received);
        }

        await sending;
        Assert.Equal(200, _answered); // it went on whenever there was room again
        Assert.InRange(most, 1, (RpcOutbox.MaxBytes / (1024 * 1024)) + 2);
    }
}
