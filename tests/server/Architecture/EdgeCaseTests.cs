using System.Globalization;
using System.Text.RegularExpressions;
using ClaudeSidecar.Tests.Generated;

namespace ClaudeSidecar.Tests.Architecture;

/// <summary>
/// The numbered edge cases of the project are each named at a test. Only single numbers and lists of them count: a span such as
/// 47–56 above a whole class would name cases that no test of it looks at.
/// </summary>
public sealed partial class EdgeCaseTests
{
    private static readonly string[] Written = [".cs", ".ts", ".mjs"];

    public static TheoryData<int> Cases => [.. Enumerable.Range(1, 119)];

    private static readonly HashSet<int> Cited = [.. Directory
        .EnumerateFiles(RepositoryFiles.Path("tests"), "*", SearchOption.AllDirectories)
        .Where(file => Written.Contains(Path.GetExtension(file)) && !file.Contains("node_modules", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal))
        .SelectMany(file => Citation().Matches(File.ReadAllText(file)))
        .SelectMany(match => match.Groups["number"].Captures)
        .Select(capture => int.Parse(capture.Value, CultureInfo.InvariantCulture))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void EachEdgeCaseIsCitedByATest(int number) => Assert.Contains(number, Cited);

    [GeneratedRegex(@"[Ee]dge cases? (?<number>\d+)\b(?!–)(?:(?:, | and )(?<number>\d+)\b(?!–))*")]
    private static partial Regex Citation();
}
