using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using ClaudeSidecar.Context.Tokens;
using ClaudeSidecar.Tests.Generated;

namespace ClaudeSidecar.Tests.Context.Tokens;

public sealed class BytePairEncoderTests
{
    private const int Texts = 10_000;
    private const int Seed = 20_261_121;

    public static TheoryData<string> LongRuns => ["a", " ", "字", "\u0301", "aB"];

    [Fact]
    public async Task EveryTextHasTheTokensThatTiktokenGivesIt() // edge case 98
    {
        var script = RepositoryFiles.Path("tests", "server", "Context", "Tokens", "tiktoken.mjs");
        using var oracle = Process.Start(new ProcessStartInfo("node", [script, $"{Texts}", $"{Seed}"]) { RedirectStandardOutput = true })!;
        var (compared, wrong) = (0, new List<string>());
        while (await oracle.StandardOutput.ReadLineAsync() is { } line)
        {
            compared++;
            wrong.AddRange(Differences(Encoding.UTF8.GetBytes(line)));
        }

        await oracle.WaitForExitAsync();
        Assert.Equal(0, oracle.ExitCode);
        Assert.Equal(Texts, compared);
        Assert.Empty(wrong);
    }

    [Theory]
    [MemberData(nameof(LongRuns))]
    public void AMillionOfTheSameIsNoHarderThanAText(string unit)
    {
        // What a hundred repeats cost tells what a million cost, but for the ends: an algorithm that is quadratic would not end today.
        var few = Vocabularies.O200k.CountTokens(Repeated(unit, 10_000));
        var many = Vocabularies.O200k.CountTokens(Repeated(unit, 1_000_000));

        Assert.InRange(many, few * 100 * 0.95, few * 100 * 1.05);
        Assert.InRange(Vocabularies.Cl100k.CountTokens(Repeated(unit, 1_000_000)), 1, 1_000_000);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF }, 1)]
    [InlineData(new byte[] { (byte)'a', 0xC3 }, 2)]
    [InlineData(new byte[] { 0xE5, 0xAD, (byte)' ', 0x80 }, 4)]
    public void BytesThatAreNoTextAreCountedAndNotRefused(byte[] bytes, int most)
    {
        Assert.InRange(Vocabularies.O200k.CountTokens(bytes), 1, most);
        Assert.Equal(bytes, Vocabularies.O200k.EncodeToIds(bytes).SelectMany(id => Vocabularies.O200k.BytesOf(id).ToArray()));
    }

    [Fact]
    public void NothingHasNoTokens() => Assert.Empty(Vocabularies.Cl100k.EncodeToIds(""));

    [Fact]
    public void ManyThreadsMayCountAtOnce()
    {
        var text = Repeated("Some words, código y 字; x1234567\n", 20_000);
        var expected = Vocabularies.O200k.CountTokens(text);

        Assert.All(Enumerable.Range(0, 16).AsParallel().Select(_ => Vocabularies.O200k.CountTokens(text)).ToList(), count => Assert.Equal(expected, count));
    }

    private static string Repeated(string unit, int length) => new StringBuilder(length).Insert(0, unit, length / unit.Length).ToString();

    private static IEnumerable<string> Differences(byte[] line)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        // As they are: a decoder would replace the halves of pairs before the encoder sees them.
        var units = new string(MemoryMarshal.Cast<byte, char>(root.GetProperty("units").GetBytesFromBase64()));
        var raw = Encoding.UTF8.GetBytes(root.GetProperty("text").GetRawText())[1..^1];
        var decoded = new byte[raw.Length];
        decoded = decoded[..JsonString.Decode(raw, decoded)];
        foreach (var (name, encoder) in ((string, BytePairEncoder)[])[("o200k", Vocabularies.O200k), ("cl100k", Vocabularies.Cl100k)])
        {
            var expected = root.GetProperty(name).EnumerateArray().Select(id => id.GetInt32()).ToList();
            if (!expected.SequenceEqual(encoder.EncodeToIds(units)) || !expected.SequenceEqual(encoder.EncodeToIds(decoded)) ||
                expected.Count != encoder.CountTokens(units) || expected.Count != encoder.CountTokens(decoded))
            {
                yield return $"{name}: {root.GetProperty("text").GetRawText()}, {string.Join(' ', expected)}, not {string.Join(' ', encoder.EncodeToIds(decoded))}";
            }
        }
    }
}
