using System.IO.Compression;
using Microsoft.Extensions.Primitives;

namespace ClaudeSidecar.Gateway;

/// <summary>Reads a compressed request, so that it can be routed and answered elsewhere; to Anthropic it goes as it came (edge case 113).</summary>
public static class RequestDecoder
{
    /// <summary>
    /// The request's text; the same memory where it is not compressed. Null where it cannot be had: an encoding that is not known
    /// here, bytes that are not what the header says, or a text longer than <paramref name="limit"/>, for a small body may stand
    /// for a huge one.
    /// </summary>
    /// <param name="encoding">The <c>Content-Encoding</c> header.</param>
    /// <param name="body">The bytes.</param>
    /// <param name="limit">The longest text, in bytes.</param>
    public static ReadOnlyMemory<byte>? Decode(StringValues encoding, ReadOnlyMemory<byte> body, int limit = RequestBody.Longest) =>
        encoding.ToString().Trim().ToLowerInvariant() switch
        {
            "" or "identity" => body,
            "gzip" or "x-gzip" => Read(new GZipStream(Source(body), CompressionMode.Decompress), limit),
            "br" => Read(new BrotliStream(Source(body), CompressionMode.Decompress), limit),
            "deflate" => Read(new ZLibStream(Source(body), CompressionMode.Decompress), limit),
            _ => null,
        };

    private static MemoryStream Source(ReadOnlyMemory<byte> body) => new(body.ToArray(), writable: false);

    private static ReadOnlyMemory<byte>? Read(Stream stream, int limit)
    {
        using (stream)
        {
            using var text = new MemoryStream();
            var buffer = new byte[32 * 1024];
            try
            {
                while (stream.Read(buffer) is var count and > 0)
                {
                    text.Write(buffer, 0, count);
                    if (text.Length > limit)
                    {
                        return null;
                    }
                }
            }
            catch (Exception broken) when (broken is InvalidDataException or EndOfStreamException or InvalidOperationException)
            {
                return null;
            }

            return text.GetBuffer().AsMemory(0, (int)text.Length);
        }
    }
}
