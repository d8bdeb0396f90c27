using ClaudeSidecar.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace ClaudeSidecar.Tests.Execution.Backends;

public sealed class BackPressureTests : IAsyncDisposable
{
    private readonly ModelRun _run = new();

    public ValueTask DisposeAsync() => _run.DisposeAsync();

    [Fact]
    public async Task AServerIsNotReadAheadOfASlowClient() // edge case 95
    {
        const long Offered = 256L << 20;
        var piece = "data: {\"choices\":[{\"delta\":{\"content\":\"" + new string('x', 60_000) + "\"}}]}\n\n";
        long written = 0;
        await using var server = await FakeChatServer.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            while (written < Offered)
            {
                await context.Response.WriteAsync(piece, context.RequestAborted);
                Interlocked.Add(ref written, piece.Length);
            }
        });
        await using var reply = await _run.SendAsync(server.Url, ModelRun.Saying("hi"));
        await using var pieces = reply.Body.GetAsyncEnumerator();
        Assert.True(await pieces.MoveNextAsync());
        for (long before = -1; before != Interlocked.Read(ref written); await _run.RoundTripsAsync(200))
        {
            before = Interlocked.Read(ref written);
        }

        Assert.True(written < Offered / 4, $"{written} bytes were taken from the server although the client took none.");
        Assert.True(await pieces.MoveNextAsync());
    }
}
