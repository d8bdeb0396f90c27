using System.Runtime.CompilerServices;

namespace ClaudeSidecar.Wire.Sse;

/// <summary>Reads a whole stream of server-sent events; <see cref="SseParser"/> does the work.</summary>
public static class SseReader
{
    /// <summary>Yields each complete event; one that is cut off by the end of the stream is dropped, as the standard asks.</summary>
    /// <exception cref="InvalidDataException">An event is longer than <see cref="SseParser.MaxEventBytes"/>.</exception>
    public static async IAsyncEnumerable<SseEvent> ReadAllAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var parser = new SseParser();
        int count;
        while ((count = await stream.ReadAsync(parser.GetMemory(), cancellationToken)) > 0)
        {
            parser.Advance(count);
            while (parser.TryRead(out var next))
            {
                yield return next;
            }
        }
    }
}
