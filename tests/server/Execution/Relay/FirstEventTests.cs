using System.Text;
using ClaudeSidecar.Execution.Backends;
using ClaudeSidecar.Execution.Relay;
using ClaudeSidecar.Tests.Fakes;
using ClaudeSidecar.Wire;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Tests.Execution.Relay;

public sealed class FirstEventTests
{
    private const string Start = "event: message_start\ndata: {\"type\":\"message_start\"}\n\n";
    private const string Ping = "event: ping\ndata: {\"type\":\"ping\"}\n\n";
    private const string Content = "event: content_block_start\ndata: {\"type\":\"content_block_start\"}\n\n";
    private const string Error = "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}\n\n";

    private readonly ManualTime _time = new();

    [Fact] // edge case 24
    public async Task LifecycleAndPingsAreHeldUntilTheFirstContent()
    {
        await using var held = await HoldAsync(Reply([Start, Ping, Ping, Content, "rest"]));

        Assert.Equal(Start + Ping + Ping + Content, Encoding.UTF8.GetString(held.Held.Span));
        Assert.Equal((FailureKind.None, false), (held.Failure, held.IsWhole));
    }

    [Fact] // edge cases 24, 93
    public async Task AfterAWhilePingsAreLetGoSoThatTheClientSeesALivingConnection()
    {
        await using var held = await HoldAsync(Reply([Start, Ping, Ping, Ping], between: () => _time.Advance(TimeSpan.FromSeconds(5))));

        Assert.Equal(Start + Ping + Ping + Ping, Encoding.UTF8.GetString(held.Held.Span));
        Assert.False(held.IsWhole);
    }

    [Fact] // edge case 93
    public async Task WhatABackendHasOpenedItselfIsNotHeldAtAll()
    {
        var reply = Reply([Start + Ping, Content]);
        await using var held = await HoldAsync(new() { Status = 200, Headers = reply.Headers, Body = reply.Body, IsOpen = true });

        Assert.True(held.Held.IsEmpty);
        Assert.False(held.IsWhole);
    }

    [Theory] // edge cases 26, 88
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task AnErrorBeforeContentIsAFailureAtAnyPieceSize(int size)
    {
        await using var held = await HoldAsync(Reply([.. Cut(Start + Error.Replace("\n", "\r\n", StringComparison.Ordinal), size)]));

        Assert.Equal(FailureKind.Overloaded, held.Failure);
    }

    [Theory] // edge cases 27, 28
    [InlineData("", "text/event-stream")]
    [InlineData(Start, "text/event-stream")]
    [InlineData("<html>", "text/html")]
    [InlineData("{\"type\":\"message\"}", "application/json")]
    public async Task AStreamWithoutContentIsNoAnswer(string body, string type)
    {
        await using var held = await HoldAsync(Reply([body], type));

        Assert.Equal((FailureKind.BadAnswer, true), (held.Failure, held.IsWhole));
    }

    [Fact] // edge case 30
    public async Task AWholeAnswerIsReadWholeAndACutOneIsAFailure()
    {
        await using var whole = await HoldAsync(Reply(["{\"a\":", "1}"], "application/json"), streaming: false);
        await using var cut = await HoldAsync(Reply(["{\"a\":", null!], "application/json"), streaming: false);

        Assert.Equal(("{\"a\":1}", FailureKind.None), (Encoding.UTF8.GetString(whole.Held.Span), whole.Failure));
        Assert.Equal(FailureKind.CutOff, cut.Failure);
    }

    private Task<HeldReply> HoldAsync(UpstreamReply reply, bool streaming = true) => FirstEvent.HoldAsync(reply, streaming, _time, CancellationToken.None);

    private static UpstreamReply Reply(string[] pieces, string type = "text/event-stream", Action? between = null) => new()
    {
        Status = 200,
        Headers = new HeaderDictionary { ["Content-Type"] = type },
        Body = PiecesAsync(pieces, between),
    };

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> PiecesAsync(string[] pieces, Action? between)
    {
        foreach (var piece in pieces)
        {
            await Task.CompletedTask;
            yield return Encoding.UTF8.GetBytes(piece ?? throw new IOException("cut"));
            between?.Invoke();
        }
    }

    private static IEnumerable<string> Cut(string text, int size) => text.Chunk(size).Select(chunk => new string(chunk));
}
