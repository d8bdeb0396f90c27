using System.IO.Compression;

namespace ClaudeSidecar.Execution.Relay;

/// <summary>The content encodings that can be read here, by the words of a <c>Content-Encoding</c> header.</summary>
public static class Decompression
{
    /// <summary>True for a body that is not compressed.</summary>
    public static bool IsNone(string? encoding) => Name(encoding) is "" or "identity";

    /// <summary>Reads the text of a body; null for an encoding that is not known here. Reading it may throw what <see cref="IsBroken"/> knows.</summary>
    /// <param name="encoding">The header.</param>
    /// <param name="body">The bytes, which may end in the middle.</param>
    public static Stream? Open(string? encoding, ReadOnlyMemory<byte> body) => Name(encoding) switch
    {
        "" or "identity" => Source(body),
        "gzip" or "x-gzip" => new GZipStream(Source(body), CompressionMode.Decompress),
        "br" => new BrotliStream(Source(body), CompressionMode.Decompress),
        "deflate" => new ZLibStream(Source(body), CompressionMode.Decompress),
        _ => null,
    };

    /// <summary>True for what is thrown by bytes that are cut off, or are not what the header says.</summary>
    public static bool IsBroken(Exception exception) => exception is InvalidDataException or EndOfStreamException or InvalidOperationException;

    private static string Name(string? encoding) => encoding?.Trim().ToLowerInvariant() ?? "";

    private static MemoryStream Source(ReadOnlyMemory<byte> body) => new(body.ToArray(), writable: false);
}
