using ClaudeSidecar.Tests.Generated;

namespace ClaudeSidecar.Tests.Architecture;

public sealed class SizeTests
{
    private const int Limit = 400;
    private const int MedianLimit = 80;

    private static readonly char Slash = Path.DirectorySeparatorChar;

    // Its length is that of the contract, and its source in C# is counted.
    private static readonly string Generated = RepositoryFiles.Path("extension", "rpc", "protocol.ts");

    [Fact]
    public void NoFileHasMoreThan400Lines() => Assert.DoesNotContain(
        Sources("server", "*.cs").Concat(Sources("tests", "*.cs")).Concat(Sources("extension", "*.ts")).Where(file => file != Generated),
        file => File.ReadLines(file).Count() > Limit);

    [Fact]
    public void TheMedianFileOfTheServerHasFewerThan80Lines()
    {
        var lengths = Sources("server", "*.cs").Select(file => File.ReadLines(file).Count()).Order().ToList();

        Assert.InRange(lengths[lengths.Count / 2], 1, MedianLimit);
    }

    [Fact]
    public void TheProgramItselfIsUnder40Lines() => Assert.InRange(File.ReadLines(RepositoryFiles.Path("server", "Program.cs")).Count(), 1, 39);

    private static IEnumerable<string> Sources(string folder, string pattern) =>
        Directory.EnumerateFiles(RepositoryFiles.Path(folder), pattern, SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Slash}obj{Slash}") && !file.Contains($"{Slash}bin{Slash}") && !file.Contains($"{Slash}node_modules{Slash}"));
}
