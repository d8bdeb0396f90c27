using ClaudeSidecar.Execution.Relay;
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
    public static ReadOnlyMemory<byte>? Decode(StringValues encoding, ReadOnlyMemory<byte> body, int limit = RequestBody.Longest)
    {
        var name = encoding.ToString();
        if (Decompression.IsNone(name))
        {
            return body;
        }

        using var text = Decompression.Open(name, body);
        return text is null ? null : Read(text, limit);
    }

    private static ReadOnlyMemory<byte>? Read(Stream text, int limit)
    {
        using var output = new MemoryStream();
        var buffer = new byte[32 * 1024];
        try
        {
            while (text.Read(buffer) is var count and > 0)
            {
                output.Write(buffer, 0, count);
                if (output.Length > limit)
                {
                    return null;
                }
            }
        }
        catch (Exception broken) when (Decompression.IsBroken(broken))
        {
            return null;
        }

        return output.GetBuffer().AsMemory(0, (int)output.Length);
    }
}
