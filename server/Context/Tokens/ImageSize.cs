using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;

namespace ClaudeSidecar.Context.Tokens;

/// <summary>Width and height of an image in base64, read from its first bytes.</summary>
/// <param name="Width">In pixels; 0 when the format does not tell it early.</param>
/// <param name="Height">In pixels.</param>
internal readonly record struct ImageSize(int Width, int Height)
{
    private const int HeadBytes = 48 * 1024;
    private const int MostTokens = 1600;
    private const int LongestSide = 1568;

    /// <summary>What the image costs by Anthropic's rule: scaled to 1568 pixels, then a token for 750 of them. Unknown sizes cost the most.</summary>
    public int Tokens
    {
        get
        {
            if (Width <= 0 || Height <= 0)
            {
                return MostTokens;
            }

            var scale = Math.Min(1.0, LongestSide / (double)Math.Max(Width, Height));
            return (int)Math.Min(MostTokens, Math.Ceiling(Width * scale * Height * scale / 750));
        }
    }

    /// <summary>False for base64 that is no image, such as a PDF, and for text that is no base64.</summary>
    public static bool TryRead(ReadOnlySpan<byte> base64, out ImageSize size)
    {
        size = default;
        var text = base64[..(Math.Min(base64.Length, HeadBytes / 3 * 4) / 4 * 4)];
        var buffer = ArrayPool<byte>.Shared.Rent(HeadBytes + 4);
        try
        {
            var status = Base64.DecodeFromUtf8(text, buffer, out _, out var written, isFinalBlock: false);
            return status is OperationStatus.Done or OperationStatus.NeedMoreData && TryReadHead(buffer.AsSpan(0, written), out size);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool TryReadHead(ReadOnlySpan<byte> head, out ImageSize size)
    {
        size = default;
        if (head.Length >= 24 && head[0] == 0x89 && head[1..4].SequenceEqual("PNG"u8))
        {
            size = new ImageSize(BinaryPrimitives.ReadInt32BigEndian(head[16..]), BinaryPrimitives.ReadInt32BigEndian(head[20..]));
            return true;
        }

        if (head.Length >= 10 && head.StartsWith("GIF8"u8))
        {
            size = new ImageSize(BinaryPrimitives.ReadUInt16LittleEndian(head[6..]), BinaryPrimitives.ReadUInt16LittleEndian(head[8..]));
            return true;
        }

        if (head.Length >= 4 && head[0] == 0xFF && head[1] == 0xD8)
        {
            size = OfJpeg(head);
            return true;
        }

        return head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..12].SequenceEqual("WEBP"u8);
    }

    // Segment after segment until the one that starts the frame.
    private static ImageSize OfJpeg(ReadOnlySpan<byte> head)
    {
        var at = 2;
        while (at + 9 < head.Length && head[at] == 0xFF)
        {
            var marker = head[at + 1];
            if (marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC))
            {
                return new ImageSize(BinaryPrimitives.ReadUInt16BigEndian(head[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(head[(at + 5)..]));
            }

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(head[(at + 2)..]);
        }

        return default;
    }
}
