using System.Text.RegularExpressions;
using ClaudeSidecar.Tests.Generated;
using static ClaudeSidecar.Cli.CommandLine;

namespace ClaudeSidecar.Tests.Architecture;

/// <summary>What the pages name is there.</summary>
public sealed partial class DocumentTests
{
    private static readonly string CodeMap = File.ReadAllText(RepositoryFiles.Path("server", "README.md"));

    [Fact]
    public void EveryTestThatTheCodeMapNamesExists()
    {
        var named = TestName().Matches(CodeMap).Select(match => match.Value.Trim('`')).ToList();
        var existing = typeof(DocumentTests).Assembly.GetTypes().SelectMany(type => type.GetMethods().Select(method => $"{type.Name}.{method.Name}"));

        Assert.NotEmpty(named);
        Assert.Empty(named.Except(existing));
    }

    [Fact]
    public void EveryFileThatTheCodeMapNamesExists()
    {
        var named = FileName().Matches(CodeMap).Select(match => match.Value.Trim('`')).ToList();

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.True(File.Exists(RepositoryFiles.Path("server", name)), name));
    }

    [Fact]
    public void EveryFolderOfTheLayersStandsInTheCodeMap() =>
        Assert.All(Layers.Allowed.Keys, folder => Assert.Contains($"`{folder}`", CodeMap, StringComparison.Ordinal));

    [Theory]
    [InlineData("README.md")]
    [InlineData("README.zh-CN.md")]
    public void EveryCommandStandsInTheReadme(string page)
    {
        var text = File.ReadAllText(RepositoryFiles.Path(page));

        Assert.All(Create().Subcommands, command => Assert.Matches($@"\| `claude-sidecar {command.Name}\b", text));
    }

    [GeneratedRegex("`[A-Z][A-Za-z0-9]*(Tests|Properties)\\.[A-Za-z0-9]+`")]
    private static partial Regex TestName();

    [GeneratedRegex("`[A-Z][A-Za-z0-9/]*\\.cs`")]
    private static partial Regex FileName();
}
