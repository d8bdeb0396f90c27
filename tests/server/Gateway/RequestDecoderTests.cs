using System.IO.Compression;
using ClaudeSidecar.Gateway;

namespace ClaudeSidecar.Tests.Gateway;

public sealed class RequestDecoderTests
{
    [Fact] // edge case 113
    public void ASmallBodyThatStandsForAHugeOneIsNotUnpacked()
    {
        using var packed = new MemoryStream();
        using (var writer = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            writer.Write(new byte[8 << 20]);
        }

        Assert.True(packed.Length < 10_000);
        Assert.Null(RequestDecoder.Decode("br", packed.ToArray(), limit: 1 << 20));
        Assert.Equal(8 << 20, RequestDecoder.Decode("br", packed.ToArray(), limit: 8 << 20)!.Value.Length);
    }

    [Fact]
    public void WhatIsNotCompressedIsNotCopied()
    {
        ReadOnlyMemory<byte> body = "{}"u8.ToArray();

        Assert.True(body.Equals(RequestDecoder.Decode("", body)!.Value));
    }
}
