using System.Text;
using System.Text.Json;
using ClaudeSidecar.Control;
using ClaudeSidecar.Rpc;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Tests.Rpc;

public sealed class RpcConnectionTests : AsyncTest
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RpcConnection _connection;
    private readonly RawPeer _peer;
    private readonly Task<LinkEnd> _running;

    public RpcConnectionTests()
    {
        var (server, client) = Duplex.Pair(chunk: 7);
        _connection = new(server, Table(), TimeProvider.System, NullLogger.Instance);
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
    public async Task AnUnknownMethodIsRefusedAndTheLinkLivesOn()
    {
        Assert.Equal(ErrorCodes.MethodNotFound, (await AskAsync("1", "nothing")).ErrorCode());
        Assert.Equal("{}", (await AskAsync("2", "echo", "{}")).GetProperty("result").GetRawText());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("\"\\ud800")]
    public async Task WhatIsNoJsonIsRefusedAndTheLinkLivesOn(string body)
    {
        var answer = await _peer.AskAsync(body);
        Assert.Equal(ErrorCodes.ParseError, answer.ErrorCode());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("id").ValueKind);
        Assert.Equal("1", (await AskAsync("3", "echo", "1")).GetProperty("result").GetRawText());
    }

    [Fact]
    public async Task WhatIsNoUtf8IsRefusedAndTheLinkLivesOn()
    {
        await _peer.SendBytesAsync([.. "Content-Length: 3\r\n\r\n\""u8, 0xff, (byte)'"']);
        Assert.Equal(ErrorCodes.ParseError, (await _peer.ReceiveAsync()).ErrorCode());
        Assert.Equal("1", (await AskAsync("3", "echo", "1")).GetProperty("result").GetRawText());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("{}")]
    [InlineData("""{"id":7}""")]
    [InlineData("""{"id":{},"method":"echo"}""")]
    [InlineData("""{"id":7,"method":5}""")]
    public async Task WhatIsNoMessageIsRefusedAndTheLinkLivesOn(string body)
    {
        Assert.Equal(ErrorCodes.InvalidRequest, (await _peer.AskAsync(body)).ErrorCode());
        Assert.Equal("1", (await AskAsync("3", "echo", "1")).GetProperty("result").GetRawText());
    }

    [Theory]
    [InlineData("7")]
    [InlineData("\"seven\"")]
    [InlineData("\"\\u4e03\"")]
    [InlineData("9007199254740993")]
    public async Task AnIdComesBackAsItWas(string id)
    {
        var answer = await AskAsync(id, "echo", "{}");
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(Encoding.UTF8.GetBytes(id)), answer.GetProperty("id")));
    }

    [Fact]
    public async Task ABugIsToldWithoutItsDetails()
    {
        var answer = await AskAsync("1", "bug");
        Assert.Equal(ErrorCodes.InternalError, answer.ErrorCode());
        Assert.DoesNotContain("secret", answer.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(" at ClaudeSidecar", answer.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARefusalIsToldWithItsSentence()
    {
        var answer = await AskAsync("1", "refuse");
        Assert.Equal(ErrorCodes.Refused, answer.ErrorCode());
        Assert.Equal("There is no provider moon.", answer.ErrorText());
    }

    [Fact]
    public async Task ARunningRequestCanBeGivenUp()
    {
        await SendAsync("\"slow\"", "wait");
        await _started.Task;
        await _peer.SendAsync("""{"jsonrpc":"2.0","method":"$/cancelRequest","params":{"id":"slow"}}""");
        var answer = await _peer.ReceiveAsync();

        Assert.Equal("slow", answer.GetProperty("id").GetString());
        Assert.Equal(ErrorCodes.Cancelled, answer.ErrorCode());
    }

    [Fact]
    public async Task ARequestThatHasNotStartedCanBeGivenUp()
    {
        await SendAsync("1", "block");
        await _started.Task;
        await SendAsync("2", "echo", "{}");
        await _peer.SendAsync("""{"jsonrpc":"2.0","method":"$/cancelRequest","params":[{"id":2}]}""");
        await AskUnknownNotificationAsync(); // read after the cancellation, so the cancellation has been seen
        _release.SetResult();

        Assert.Equal(1, (await _peer.ReceiveAsync()).GetProperty("id").GetInt32());
        Assert.Equal(ErrorCodes.Cancelled, (await _peer.ReceiveAsync()).ErrorCode());
    }

    [Theory]
    [InlineData("""{"id":99}""")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[1]")]
    public async Task ACancellationOfNothingSaysNothing(string parameters)
    {
        await _peer.SendAsync($$"""{"jsonrpc":"2.0","method":"$/cancelRequest","params":{{parameters}} }""");
        Assert.Equal("1", (await AskAsync("3", "echo", "1")).GetProperty("result").GetRawText());
    }

    [Fact]
    public async Task AnIdThatIsStillOpenCannotBeUsedAgain()
    {
        await SendAsync("1", "wait");
        await SendAsync("1", "echo");
        Assert.Equal(ErrorCodes.InvalidRequest, (await _peer.ReceiveAsync()).ErrorCode());

        _release.SetResult();
        Assert.Equal("null", (await _peer.ReceiveAsync()).GetProperty("result").GetRawText());
    }

    [Fact]
    public async Task AThousandRequestsThatOverlapEachGetTheirOwnAnswer()
    {
        var sending = Task.Run(async () =>
        {
            for (var id = 0; id < 1000; id++)
            {
                await SendAsync($"{id}", id % 2 == 0 ? "wait" : "echo", $"{id}");
            }

            _release.SetResult();
        });
        var answers = new Dictionary<int, int>();
        while (answers.Count < 1000)
        {
            var answer = await _peer.ReceiveAsync();
            answers.Add(answer.GetProperty("id").GetInt32(), answer.GetProperty("result").GetInt32());
        }

        await sending;
        Assert.All(answers, pair => Assert.Equal(pair.Key, pair.Value));
    }

    [Fact]
    public async Task OurOwnRequestGetsThePeersAnswer()
    {
        var call = _connection.InvokeAsync("window", "{\"a\":1}"u8.ToArray(), CancellationToken.None);
        var request = await _peer.ReceiveAsync();
        Assert.Equal("window", request.Method());
        Assert.Equal("""{"a":1}""", request.GetProperty("params").GetRawText());

        await _peer.SendAsync($$"""{"jsonrpc":"2.0","id":{{request.GetProperty("id")}},"result":[5]}""");
        Assert.Equal("[5]", (await call).GetRawText());
    }

    [Fact]
    public async Task OurOwnRequestCanBeRefused()
    {
        var call = _connection.InvokeAsync("window", default, CancellationToken.None);
        var request = await _peer.ReceiveAsync();
        Assert.False(request.TryGetProperty("params", out _));

        await _peer.SendAsync($$"""{"jsonrpc":"2.0","id":{{request.GetProperty("id")}},"error":{"code":-5,"message":"No."} }""");
        var refused = await Assert.ThrowsAsync<RpcException>(() => call);
        Assert.Equal((-5, "No."), (refused.Code, refused.Message));
    }

    [Fact]
    public async Task OurOwnRequestCanBeGivenUpAndItsLateAnswerIsNobodys()
    {
        using var cancellation = new CancellationTokenSource();
        var call = _connection.InvokeAsync("window", default, cancellation.Token);
        var request = await _peer.ReceiveAsync();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        var told = await _peer.ReceiveAsync();
        Assert.Equal(Methods.Cancel, told.Method());
        Assert.Equal(request.GetProperty("id").GetInt64(), told.GetProperty("params").GetProperty("id").GetInt64());

        await _peer.SendAsync($$"""{"jsonrpc":"2.0","id":{{request.GetProperty("id")}},"result":1}""");
        Assert.Equal("1", (await AskAsync("3", "echo", "1")).GetProperty("result").GetRawText());
    }

    [Fact]
    public async Task ANotificationOfThePeerIsHandedOn()
    {
        var heard = new TaskCompletionSource<string>();
        _connection.Notified += (method, parameters) => heard.TrySetResult($"{method} {parameters}");
        await _peer.SendAsync("""{"jsonrpc":"2.0","method":"exit","params":[1]}""");
        Assert.Equal("exit [1]", await heard.Task);
    }

    private async Task AskUnknownNotificationAsync()
    {
        var heard = new TaskCompletionSource();
        _connection.Notified += (_, _) => heard.TrySetResult();
        await _peer.SendAsync("""{"jsonrpc":"2.0","method":"ping"}""");
        await heard.Task;
    }

    private Task SendAsync(string id, string method, string parameters = "null") =>
        _peer.SendAsync($$"""{"jsonrpc":"2.0","id":{{id}},"method":"{{method}}","params":{{parameters}} }""");

    private async Task<JsonElement> AskAsync(string id, string method, string parameters = "null")
    {
        await SendAsync(id, method, parameters);
        return await _peer.ReceiveAsync();
    }

    private Dictionary<string, RpcHandler> Table() => new()
    {
        ["echo"] = (parameters, _) => ValueTask.FromResult(Echo(parameters)),
        ["bug"] = (_, _) => throw new InvalidOperationException("secret"),
        ["refuse"] = (_, _) => throw new ControlException("There is no provider moon."),
        ["wait"] = async (parameters, cancelled) =>
        {
            _started.TrySetResult();
            await _release.Task.WaitAsync(cancelled);
            return Echo(parameters);
        },
        ["block"] = (parameters, _) =>
        {
            _started.TrySetResult();
            _release.Task.Wait(CancellationToken.None);
            return ValueTask.FromResult(Echo(parameters));
        },
    };

    private static RpcReply Echo(JsonElement? parameters) => new(Encoding.UTF8.GetBytes(parameters?.GetRawText() ?? "null"));
}
