using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Tests.Settings;

public sealed class SpellingTests
{
    [Theory]
    [InlineData("prot", "port")]
    [InlineData("baseurl", "baseUrl")]
    [InlineData("providrs", "providers")]
    [InlineData("colour", null)]
    public void TheNearestWordIsFound(string written, string? meant) => Assert.Equal(meant, Spelling.Nearest(written, ["port", "baseUrl", "providers", "mode"]));
}
