using System.Runtime.Versioning;
using System.Text.Json;
using ClaudeSidecar.Rpc;
using ClaudeSidecar.Tests.Fakes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Tests.Rpc;

/// <summary>Log lines on their way to the editors.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RpcLoggerProviderTests : AsyncTest
{
    private const string Status = """{"id":1,"method":"sidecar.status"}""";

    private readonly TempFolder _folder = new();
    private readonly FakeControl _control = new();
    private readonly RpcLoggerProvider _provider = new();
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _ours;
    private readonly RpcHost _host;

    public RpcLoggerProviderTests()
    {
        _loggers = LoggerFactory.Create(builder => builder.AddProvider(_provider).SetMinimumLevel(LogLevel.Trace));
        _ours = _loggers.CreateLogger("ClaudeSidecar.Gateway.MessagesHandler");
        _host = new(_control, _folder["rpc.sock"], new ManualTime(), NullLoggerFactory.Instance, _provider);
    }

    public override Task InitializeAsync() => _host.StartAsync(CancellationToken.None);

    public override async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _loggers.Dispose();
        _provider.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task OurLinesFromInformationOnReachEveryClientThatWantsThem()
    {
        using var first = await ConnectAsync("logs");
        using var second = await ConnectAsync("notices", "logs");
        Write(LogLevel.Debug, "too fine");
        _loggers.CreateLogger("Microsoft.AspNetCore.Server.Kestrel").Log(LogLevel.Error, default, "not ours", null, (text, _) => text);
        Write(LogLevel.Information, "one");
        Write(LogLevel.Warning, "two");
        Write(LogLevel.Critical, "three", new InvalidDataException("its cause"));

        foreach (var peer in new[] { first, second })
        {
            Assert.Equal(("info", "MessagesHandler: one"), await LineAsync(peer));
            Assert.Equal(("warning", "MessagesHandler: two"), await LineAsync(peer));
            var (level, message) = await LineAsync(peer);
            Assert.Equal("error", level);
            Assert.StartsWith("MessagesHandler: three", message, StringComparison.Ordinal);
            Assert.Contains("InvalidDataException: its cause", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AClientThatDoesNotWantThemGetsNone()
    {
        using var silent = await ConnectAsync("notices");
        using var wanting = await ConnectAsync("logs");
        Write(LogLevel.Information, "one");
        Write(LogLevel.Information, "two");
        await LineAsync(wanting);
        await LineAsync(wanting); // so the first has been handed to everybody

        Assert.True((await silent.AskAsync(Status)).TryGetProperty("result", out _)); // and no line before it
    }

    [Fact]
    public async Task ALongLineIsCut()
    {
        using var peer = await ConnectAsync("logs");

        // The cut falls between the two halves of a character.
        Write(LogLevel.Information, string.Concat(Enumerable.Repeat("😀", RpcLoggerProvider.MaxCharacters)));
        Write(LogLevel.Information, "next");

        var (_, message) = await LineAsync(peer);
        Assert.Equal(RpcLoggerProvider.MaxCharacters, message.Length);
        Assert.EndsWith("…", message, StringComparison.Ordinal);
        Assert.Equal(("info", "MessagesHandler: next"), await LineAsync(peer));
    }

    [Fact]
    public async Task AClientThatDoesNotReadLosesLinesOnly()
    {
        const int written = 1_000;
        using var reading = await ConnectAsync("logs");
        using var stalled = await ConnectAsync("logs", "notices");
        var filler = new string('x', 4_000);
        for (var i = 0; i < written; i++)
        {
            Write(LogLevel.Information, $"{i} {filler}");
            Assert.Equal($"MessagesHandler: {i} {filler}", (await LineAsync(reading)).Message); // each of them, and no word of the other's losses
        }

        _control.Tell("switched-to-local");
        await stalled.SendAsync(Status);
        var methods = new List<string>();
        for (var message = await stalled.ReceiveAsync(); !message.TryGetProperty("result", out _); message = await stalled.ReceiveAsync())
        {
            methods.Add(message.Method());
        }

        Assert.Equal(Methods.Notice, methods[^1]); // there was room for it
        Assert.InRange(methods.Count(method => method == Methods.Log), RpcOutbox.MaxNotifications / 2, written / 2);

        Write(LogLevel.Information, "on we go");
        Assert.Equal("MessagesHandler: on we go", (await LineAsync(stalled)).Message);
    }

    private static async Task<(string Level, string Message)> LineAsync(RawPeer peer)
    {
        var message = await peer.ReceiveAsync();
        Assert.Equal(Methods.Log, message.Method());
        var line = message.GetProperty("params").Deserialize(RpcJson.Default.LogParams)!;
        return (line.Level, line.Message);
    }

    private void Write(LogLevel level, string text, Exception? exception = null) => _ours.Log(level, default, text, exception, (line, _) => line);

    // The second answer shows that the link is open: lines are not kept for one that is not.
    private async Task<RawPeer> ConnectAsync(params string[] capabilities)
    {
        var peer = await RawPeer.InitializedAsync(_host.Endpoint, capabilities);
        await peer.AskAsync(Status);
        return peer;
    }
}
