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
        if (Decompression.IsNone(encoding))
        {
            return bytes;
        }

        using var text = Decompression.Open(encoding, bytes);
        return text is null ? null : Read(text, limit);
    }

    private static ReadOnlyMemory<byte> Read(Stream text, int limit)
    {
        using var output = new MemoryStream();
        var buffer = new byte[4096];
        try
        {
            while (output.Length < limit && text.Read(buffer) is var count and > 0)
            {
                output.Write(buffer, 0, count);
            }
        }
        catch (Exception cut) when (Decompression.IsBroken(cut))
        {
            // Cut in the middle: what came before is all there is to know.
        }

        return output.GetBuffer().AsMemory(0, (int)output.Length);
    }
}
