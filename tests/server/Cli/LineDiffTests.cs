using ClaudeSidecar.Cli;

namespace ClaudeSidecar.Tests.Cli;

public sealed class LineDiffTests
{
    [Theory]
    [InlineData("a\nb\nc\n", "a\nx\nc\ny\n", "- b|+ x|+ y")]
    [InlineData("", "a\n", "+ a")]
    [InlineData("a", "", "- a")]
    [InlineData("a\nb", "a\nb", "")]
    public void OnlyTheLinesThatDifferAreShown(string before, string after, string shown) => Assert.Equal(shown, string.Join('|', LineDiff.Of(before, after)));
}
