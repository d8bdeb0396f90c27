using ClaudeSidecar.Storage;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Storage;

public sealed class ControlTokenTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ItIsMadeOnceForItsOwnerAlone()
    {
        var first = ControlToken.Open(_folder.Paths);

        Assert.Equal(43, first.Text.Length); // 256 bits, six for each letter
        Assert.Equal(first.Text, ControlToken.Open(_folder.Paths).Text);
        Assert.Equal(first.Text, ControlToken.Find(_folder.Paths)!.Text);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.Paths.Token));
    }

    [Fact]
    public void OfManyThatMakeItAtOnceAllGetTheSame()
    {
        var texts = new string[32];
        Parallel.For(0, texts.Length, index => texts[index] = ControlToken.Open(_folder.Paths).Text);

        Assert.Single(texts.Distinct());
        Assert.DoesNotContain(Directory.GetFiles(_folder.Path), file => file.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void OnlyTheWholeTokenMatches()
    {
        var token = ControlToken.Open(_folder.Paths);

        Assert.True(token.Matches(token.Text));
        Assert.All(new[] { null, "", token.Text[..^1], token.Text + "x", new string('A', 43) }, wrong => Assert.False(token.Matches(wrong)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    public void ATornTokenOpensNothingAndIsMadeAnew(string torn)
    {
        File.WriteAllText(_folder.Paths.Token, torn);

        Assert.Null(ControlToken.Find(_folder.Paths));
        Assert.False(ControlToken.Open(_folder.Paths).Matches(torn));
    }
}
