using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using ClaudeSidecar.Rpc;

namespace ClaudeSidecar.Tests.Rpc;

public sealed class FramingTests
{
    [Fact]
    public async Task FramesComeOutAsTheyWentInAtEveryChunkSize()
    {
        byte[][] bodies = ["{}"u8.ToArray(), [], Encoding.UTF8.GetBytes("""{"text":"配额 \r\n\r\n Content-Length: 9"}"""), new byte[300]];
        var wire = new ArrayBufferWriter<byte>();
        foreach (var body in bodies)
        {
            Framing.Write(wire, body);
        }

        for (var chunk = 1; chunk <= wire.WrittenCount; chunk++)
        {
            var reader = Reader(wire.WrittenSpan.ToArray(), chunk);
            foreach (var body in bodies)
            {
                Assert.Equal(body, await Framing.ReadAsync(reader, CancellationToken.None));
            }

            Assert.Null(await Framing.ReadAsync(reader, CancellationToken.None));
        }
    }

    [Fact]
    public async Task ALargeFrameComesThrough()
    {
        var body = new byte[Framing.MaxFrameBytes];
        Random.Shared.NextBytes(body);
        var wire = new ArrayBufferWriter<byte>();
        Framing.Write(wire, body);

        Assert.Equal(body, await Framing.ReadAsync(Reader(wire.WrittenSpan.ToArray(), 64 * 1024), CancellationToken.None));
    }

    [Theory]
    [InlineData("Content-Length: 2\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n{}")]
    [InlineData("Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("content-length:2\r\n\r\n{}")]
    [InlineData("CONTENT-LENGTH:   2  \r\nX-Later: whatever: this is\r\n\r\n{}")]
    public async Task OtherFieldsAndOtherSpellingsAreTaken(string wire) =>
        Assert.Equal("{}"u8.ToArray(), await Framing.ReadAsync(Reader(wire), CancellationToken.None));

    [Theory]
    [InlineData("{\"jsonrpc\":\"2.0\"}", "begins with a header")]
    [InlineData("\r\n\r\n{}", "begins with a header")]
    [InlineData("Content-Length: two\r\n\r\n{}", "is no number")]
    [InlineData("Content-Length: -1\r\n\r\n{}", "is no number")]
    [InlineData("Content-Length: 16777217\r\n\r\n{}", "is no number")]
    [InlineData("Content-Length: 99999999999999999999\r\n\r\n{}", "is no number")]
    [InlineData("Content-Type: x\r\n\r\n{}", "no Content-Length")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "no colon")]
    public async Task WhatIsNoFrameIsRefusedWithASentence(string wire, string sentence)
    {
        var refused = await Assert.ThrowsAsync<InvalidDataException>(async () => await Framing.ReadAsync(Reader(wire), CancellationToken.None));
        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AHeaderWithoutEndIsRefusedAtItsLimit()
    {
        var (server, client) = Duplex.Pair();
        await client.WriteAsync(Encoding.ASCII.GetBytes("X: " + new string('x', Framing.MaxHeaderBytes)));

        // The other side is still open: the limit must not wait for its end.
        await Assert.ThrowsAsync<InvalidDataException>(async () => await Framing.ReadAsync(PipeReader.Create(server), CancellationToken.None));
    }

    [Theory]
    [InlineData("Content-Le")]
    [InlineData("Content-Length: 2\r\n\r")]
    [InlineData("Content-Length: 2\r\n\r\n")]
    [InlineData("Content-Length: 2\r\n\r\n{")]
    public async Task AnEndInsideAFrameIsNoCleanEnd(string wire) =>
        await Assert.ThrowsAsync<EndOfStreamException>(async () => await Framing.ReadAsync(Reader(wire), CancellationToken.None));

    private static PipeReader Reader(string wire) => Reader(Encoding.UTF8.GetBytes(wire), 0);

    private static PipeReader Reader(byte[] wire, int chunk) =>
        PipeReader.Create(new DuplexStream(new MemoryStream(wire), Stream.Null, chunk), new StreamPipeReaderOptions(bufferSize: 16));
}
