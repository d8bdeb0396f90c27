using System.Buffers.Binary;
using System.Text;
using ClaudeSidecar.Context.Tokens;

namespace ClaudeSidecar.Tests.Context.Tokens;

public sealed class PromptSizeTests
{
    [Fact]
    public void EverythingThatReachesTheModelCountsAndNothingElse() // edge case 97
    {
        var words = string.Concat(Enumerable.Repeat("word ", 1000)).TrimEnd();
        var text = Size($$"""{"messages":[{"role":"user","content":"{{words}}"}]}""");

        Assert.InRange(text, 1000, 1050);
        Assert.InRange(Size($$"""{"messages":[{"role":"user","content":"x"}],"system":[{"type":"text","text":"{{words}}"}]}"""), 1000, 1060);
        Assert.InRange(Size($$$"""{"messages":[{"role":"user","content":"x"}],"tools":[{"name":"A","description":"{{{words}}}","input_schema":{}}]}"""), 1000, 1060);
        Assert.InRange(Size($$$"""{"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"B","input":{"c":"{{{words}}}"}}]}]}"""), 1000, 1060);
        Assert.InRange(Size($$$"""{"messages":[{"role":"user","content":"x"}],"metadata":{"user_id":"{{{words}}}"}}"""), 1, 30);
        Assert.InRange(Size($$"""{"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"x","signature":"{{words}}"}]}]}"""), 1, 40);
    }

    [Theory] // edge case 97
    [InlineData(750, 100, 100)]
    [InlineData(3000, 4000, 1600)]
    [InlineData(30, 25, 1)]
    public void ImagesCountByTheirSizeInPixels(int width, int height, int expected)
    {
        var png = new byte[90_000];
        ((byte[])[0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]).CopyTo(png, 0);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);

        var size = Size($$$"""{"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","data":"{{{System.Convert.ToBase64String(png)}}}"}}]}]}""");

        Assert.InRange(size, expected, expected + 40);
    }

    [Fact]
    public void AJpegTellsItsSizeBehindItsOtherSegments()
    {
        byte[] head = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. new byte[14], 0xFF, 0xC0, 0, 17, 8, 0, 100, 2, 238, 3];

        Assert.True(ImageSize.TryRead(Encoding.ASCII.GetBytes(System.Convert.ToBase64String([.. head, .. new byte[300]])), out var size));
        Assert.Equal(new ImageSize(750, 100), size);
    }

    [Fact]
    public void DataThatIsNoImageCountsAsText()
    {
        var size = Size($$$"""{"messages":[{"role":"user","content":[{"type":"tool_use","input":{"data":"{{{string.Concat(Enumerable.Repeat("word ", 1000))}}}"}}]}]}""");

        Assert.InRange(size, 1000, 1060);
    }

    [Fact]
    public void APdfCountsAsTheNoteThatStandsInForIt()
    {
        var pdf = "JVBERi0xLjcK" + new string('A', 400_000);

        Assert.InRange(Size($$$"""{"messages":[{"role":"user","content":[{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"{{{pdf}}}"}}]}]}"""), 10, 80);
    }

    [Theory] // edge case 98: too many rather than too few, whatever is written
    [InlineData("The quick brown fox jumps over the lazy dog, and then it does so again. ", 17)]
    [InlineData("public static bool TryRead(ReadOnlySpan<byte> base64, out ImageSize size) { } ", 18)]
    [InlineData("快速的棕色狐狸跳过懒狗，然后再跳一次。", 17)]
    public void TheEstimateIsOnTheSafeSide(string sentence, int tokens) =>
        Assert.InRange(Size($$"""{"messages":[{"role":"user","content":"{{string.Concat(Enumerable.Repeat(sentence, 100))}}"}]}"""), tokens * 90, tokens * 200);

    [Theory]
    [InlineData("")]
    [InlineData("not json at all, but some text")]
    [InlineData("""{"messages":[""")]
    public void ThereIsAlwaysACount(string body) => Assert.InRange(Size(body), 1, 20);

    private static int Size(string body) => PromptSize.Estimate(Encoding.UTF8.GetBytes(body));
}
