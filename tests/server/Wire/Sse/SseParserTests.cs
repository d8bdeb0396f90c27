using System.Text;
using ClaudeSidecar.Wire.Sse;

namespace ClaudeSidecar.Tests.Wire.Sse;

/// <summary>Edge case 88.</summary>
public sealed class SseParserTests
{
    [Theory]
    [InlineData("data: a\n\n", ":a")]
    [InlineData("data:a\n\n", ":a")]
    [InlineData("data:  a\n\n", ": a")]
    [InlineData("event: ping\ndata: {}\n\n", "ping:{}")]
    [InlineData("event: other\r\ndata: 1\r\n\r\nevent: ping\r\ndata: 2\r\n\r\n", "other:1 ping:2")]
    [InlineData("event: ping\rdata: 1\r\rdata: 2\r\r", "ping:1 :2")]
    [InlineData("data: one\ndata: two\n\n", ":one\\ntwo")]
    [InlineData("data: one\r\ndata\r\ndata: two\r\n\r\n", ":one\\n\\ntwo")]
    [InlineData(": comment\n\n:\n\ndata: a\n: another\n\n", ":a")]
    [InlineData("event: lost\n\ndata: a\n\n", ":a")]
    [InlineData("\uFEFFdata: a\n\n", ":a")]
    [InlineData("id: 7\nretry: 100\nnonsense\ndata: a\n\n", ":a")]
    [InlineData("data: Grüße 👋🏽 你好\n\n", ":Grüße 👋🏽 你好")]
    [InlineData("data:\n\n", ":")]
    [InlineData("data: whole\n\ndata: cut", ":whole")]
    [InlineData("data: whole\n\ndata: cut\n", ":whole")]
    [InlineData("\n\n\ndata: a\n\n", ":a")]
    [InlineData("", "")]
    public void GivesTheSameEventsHoweverTheBytesAreCut(string stream, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(stream);
        for (var size = 1; size <= Math.Max(1, bytes.Length); size++)
        {
            Assert.Equal(expected, string.Join(' ', Parse(bytes, size)));
        }
    }

    [Fact]
    public void LinesOfMegabytesAreRead()
    {
        var text = new string('x', 3 << 20);
        var bytes = Encoding.UTF8.GetBytes($"data: {text}\n\ndata: b\n\n");

        Assert.Equal([":" + text, ":b"], Parse(bytes, 70_000));
    }

    [Theory]
    [InlineData("data: ")]
    [InlineData("data: x\n")]
    public void AnEventWithoutEndIsRefusedAtTheLimit(string piece)
    {
        var parser = new SseParser();
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(piece, 40_000)));
        var longest = SseParser.MaxEventBytes / bytes.Length * 8;

        Assert.Throws<InvalidDataException>(() =>
        {
            for (var i = 0; i < longest; i++)
            {
                parser.Append(bytes);
                parser.TryRead(out _);
            }
        });
    }

    [Fact]
    public async Task AStreamIsReadToItsEnd()
    {
        var names = new List<string>();
        await foreach (var next in SseReader.ReadAllAsync(new MemoryStream("event: a\ndata: 1\n\nevent: message_stop\ndata: 2\n\nevent: cut\n"u8.ToArray())))
        {
            names.Add(next.Name);
        }

        Assert.Equal(["a", "message_stop"], names);
    }

    [Fact]
    public void AnEventCostsNoAllocation()
    {
        var parser = new SseParser();
        var bytes = "event: content_block_delta\ndata: {\"some\":\"thing\"}\n\n"u8.ToArray();
        Run(100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(1000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Run(int times)
        {
            for (var i = 0; i < times; i++)
            {
                parser.Append(bytes);
                Assert.True(parser.TryRead(out _));
            }
        }
    }

    private static List<string> Parse(byte[] bytes, int size)
    {
        var parser = new SseParser();
        var events = new List<string>();
        for (var at = 0; at < bytes.Length; at += size)
        {
            parser.Append(bytes.AsSpan(at, Math.Min(size, bytes.Length - at)));
            while (parser.TryRead(out var next))
            {
                events.Add($"{next.Name}:{Encoding.UTF8.GetString(next.Data.Span).Replace("\n", "\\n", StringComparison.Ordinal)}");
            }
        }

        return events;
    }
}
