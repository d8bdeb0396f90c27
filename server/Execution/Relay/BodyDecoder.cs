using System.IO.Compression;

namespace ClaudeSidecar.Execution.Relay;

/// <summary>Reads a copy of a compressed body that may not be complete yet; what goes to the client stays as it came (edge case 58).</summary>
public static class BodyDecoder
{
    /// <summary>
    /// The decoded bytes, as far as they go; the same bytes when they are not compressed; null for an encoding that cannot be
    /// read here, whose content then counts as unknown.
    /// </summary>
    /// <param name="encoding">The <c>Content-Encoding</c> header.</param>
    /// <param name="bytes">What has arrived.</param>
    /// <param name="limit">Decodes at most so many bytes: a small body may stand for a huge one.</param>
    public static ReadOnlyMemory<byte>? Decode(string? encoding, ReadOnlyMemory<byte> bytes, int limit = 1 << 20)
    {
        switch (encoding?.Trim().ToLowerInvariant())
        {
            case null or "" or "identity":
                return bytes;
            case "gzip" or "x-gzip":
                return Read(new GZipStream(Source(bytes), CompressionMode.Decompress), limit);
            case "br":
                return Read(new BrotliStream(Source(bytes), CompressionMode.Decompress), limit);
            case "deflate":
                return Read(new ZLibStream(Source(bytes), CompressionMode.Decompress), limit);
            default:
                return null;
        }
    }

    private static MemoryStream Source(ReadOnlyMemory<byte> bytes) => new(bytes.ToArray(), writable: false);

    private static ReadOnlyMemory<byte> Read(Stream stream, int limit)
    {
        using (stream)
        {
            using var output = new MemoryStream();
            var buffer = new byte[4096];
            try
            {
                while (output.Length < limit && stream.Read(buffer) is var count and > 0)
                {
                    output.Write(buffer, 0, count);
                }
            }
            catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
            {
                // Cut in the middle: what came before is all there is to know.
            }

            return output.GetBuffer().AsMemory(0, (int)output.Length);
        }
    }
}
