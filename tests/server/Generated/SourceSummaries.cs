using System.Text.RegularExpressions;

namespace ClaudeSidecar.Tests.Generated;

/// <summary>The <c>summary</c> of each type and member that a source file declares, in the file's order.</summary>
internal sealed partial class SourceSummaries
{
    private readonly Dictionary<string, string> _summaries = [];
    private readonly List<string> _types = [];

    /// <summary>Names of the types, in the order in which they are declared.</summary>
    public IReadOnlyList<string> Types => _types;

    /// <param name="path">One C# file with one declaration a line, as this repository is formatted.</param>
    public static SourceSummaries Read(string path)
    {
        var found = new SourceSummaries();
        var comment = new List<string>();
        var type = "";
        foreach (var line in File.ReadLines(path).Select(line => line.Trim()))
        {
            if (line.StartsWith("///", StringComparison.Ordinal))
            {
                comment.Add(line[3..].Trim());
                continue;
            }

            if (TypeDeclaration().Match(line) is { Success: true } declared)
            {
                type = declared.Groups[1].Value;
                found._types.Add(type);
                found._summaries[type] = Summary(comment);
            }
            else if (MemberDeclaration().Match(line) is { Success: true } member)
            {
                found._summaries[$"{type}.{member.Groups[1].Value}"] = Summary(comment);
            }

            comment.Clear();
        }

        return found;
    }

    /// <summary>The summary's own XML, on one line.</summary>
    public string this[string name] => _summaries.TryGetValue(name, out var summary) && summary.Length > 0
        ? summary
        : throw new InvalidOperationException($"{name} has no <summary>: the contract documents each type and member.");

    private static string Summary(List<string> comment) =>
        SummaryElement().Match(string.Join(' ', comment)).Groups[1].Value.Trim();

    [GeneratedRegex(@"^public (?:sealed record|static class) (\w+)")]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"^public .*?(\w+) (?:\{ get|=)")]
    private static partial Regex MemberDeclaration();

    [GeneratedRegex("<summary>(.*?)</summary>")]
    private static partial Regex SummaryElement();
}
