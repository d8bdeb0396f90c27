using System.Text.RegularExpressions;

namespace ClaudeSidecar.Tests.Context.Sessions;

/// <summary>Whether a text that the fit has written tells something as true that has ceased to be.</summary>
internal static partial class StaleWords
{
    /// <summary>True where the fact is told, and nothing says that it is over.</summary>
    /// <param name="passage">A text, as <see cref="RequestWords.Plain"/> writes it.</param>
    /// <param name="fact">What is not true any more.</param>
    public static bool AreToldIn(string passage, SessionFact fact)
    {
        var sections = passage.Split("## ");
        if (fact.Kind == "error" && sections.Length > 1)
        {
            // What was run and how it went is history; what is listed as an error is said to be one now.
            return sections.Any(section => Errors().IsMatch(section) && RequestWords.Find(section, fact) >= 0);
        }

        var at = RequestWords.Find(passage, fact);
        return at >= 0 && !Over().IsMatch(passage[at..]);
    }

    [GeneratedRegex("^[^.:]{0,40}errors?\\b")]
    private static partial Regex Errors();

    [GeneratedRegex("\\b(fixed|mended|resolved|solved|passes now|passed|no longer|replaced|instead|changed to|rather|correction)\\b|不要|不用|改用")]
    private static partial Regex Over();
}
