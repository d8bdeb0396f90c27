using System.Text;
using ClaudeSidecar.Wire.Ollama;

namespace ClaudeSidecar.Tests.Wire.Ollama;

public sealed class LineParserTests
{
    [Fact]
    public void TheLinesAreTheSameHoweverTheBytesAreCut() // edge case 88
    {
        var text = Encoding.UTF8.GetBytes("{\"a\":1}\n\r\n  \n{\"b\":\"ä😀\"}\r\n{\"c\":3}");
        for (var size = 1; size <= text.Length; size++)
        {
            Assert.Equal(["{\"a\":1}", "{\"b\":\"ä😀\"}\r", "{\"c\":3}"], Lines(text, size));
        }
    }

    [Fact]
    public void ALineLongerThanTheBufferIsTakenWhole() // edge case 88
    {
        var longest = "{\"text\":\"" + new string('x', 200_000) + "\"}";

        Assert.Equal([longest, "{}"], Lines(Encoding.UTF8.GetBytes(longest + "\n{}\n"), 5000));
    }

    [Fact]
    public void ALineWithoutEndIsRefused()
    {
        Assert.Throws<InvalidDataException>(() => Lines(new byte[LineParser.MaxLineBytes + 100_000].Select(_ => (byte)'x').ToArray(), 1 << 20));
    }

    private static List<string> Lines(byte[] bytes, int size)
    {
        var parser = new LineParser();
        var lines = new List<string>();
        for (var at = 0; at < bytes.Length;)
        {
            var room = parser.GetMemory();
            var count = Math.Min(Math.Min(size, bytes.Length - at), room.Length);
            bytes.AsMemory(at, count).CopyTo(room);
            parser.Advance(count);
            at += count;
            while (parser.TryRead(out var line))
            {
                lines.Add(Encoding.UTF8.GetString(line.Span));
            }
        }

        if (parser.TryReadLast(out var last))
        {
            lines.Add(Encoding.UTF8.GetString(last.Span));
        }

        return lines;
    }
}
