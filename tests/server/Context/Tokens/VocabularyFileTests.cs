using System.Globalization;
using ClaudeSidecar.Context.Tokens;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Context.Tokens;

public sealed class VocabularyFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string File => Path.Combine(_folder.Path, "made.tiktoken");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void AVocabularyIsReadFromAFile(string lineEnd)
    {
        Write([.. Bytes(), "YWI= 256", "YWJj 257"], lineEnd);

        var vocabulary = VocabularyFile.Read(File);

        Assert.Equal(258, vocabulary.Count);
        Assert.Equal([257, 256, 'a'], new BytePairEncoder(vocabulary, TextSplit.Cl100k).EncodeToIds("abcaba"));
    }

    [Fact]
    public void TheVocabularyThatComesWithTheProgramIsTheSameWhenItComesFromAFile()
    {
        var embedded = VocabularyFile.Embedded("cl100k_base");
        Write([.. Enumerable.Range(0, embedded.Count).Select(id => $"{Convert.ToBase64String(embedded.Bytes(id))} {id.ToString(CultureInfo.InvariantCulture)}")], "\n");

        var read = new BytePairEncoder(VocabularyFile.Read(File), TextSplit.Cl100k);

        const string Text = "Wörter, 汉字 and `code();` 12345\n";
        Assert.Equal(Vocabularies.Cl100k.EncodeToIds(Text), read.EncodeToIds(Text));
    }

    [Theory]
    [InlineData("YWI= 257", "line 257 is not the token 256")]
    [InlineData("YWI=", "line 257 is not the token 256")]
    [InlineData("?? 256", "line 257 is not the token 256")]
    [InlineData("YWI= 256 x", "line 257 is not the token 256")]
    public void ALineThatIsNoTokenIsNamed(string line, string says)
    {
        Write([.. Bytes(), line], "\n");

        Assert.Contains(says, Assert.Throws<InvalidDataException>(() => VocabularyFile.Read(File)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileWithoutTheBytesIsNone()
    {
        Write(["YQ== 0"], "\n");

        Assert.Contains("holds no vocabulary", Assert.Throws<InvalidDataException>(() => VocabularyFile.Read(File)).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => VocabularyFile.Read(File + ".gone"));
    }

    private static IEnumerable<string> Bytes() => Enumerable.Range(0, 256).Select(i => $"{Convert.ToBase64String([(byte)i])} {i.ToString(CultureInfo.InvariantCulture)}");

    private void Write(IReadOnlyList<string> lines, string lineEnd) => System.IO.File.WriteAllText(File, string.Join(lineEnd, lines) + lineEnd);
}
