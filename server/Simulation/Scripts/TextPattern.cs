using System.Text.RegularExpressions;

namespace ClaudeSidecar.Simulation.Scripts;

/// <summary>What a text must hold: a substring in any case, or a regular expression where it is written between slashes.</summary>
internal sealed class TextPattern
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly string _substring;
    private readonly Regex? _regex;

    private TextPattern(string substring, Regex? regex) => (_substring, _regex) = (substring, regex);

    /// <summary>Reads the pattern; null where there is none, or where it is broken (then the problem is noted).</summary>
    public static TextPattern? Read(ScriptNode? node)
    {
        if (node is null)
        {
            return null;
        }

        var text = node.AsText();
        if (text.Length < 3 || text[0] != '/' || text[^1] != '/')
        {
            return new(text, null);
        }

        try
        {
            return new(text, new(text[1..^1], RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant, Patience));
        }
        catch (ArgumentException wrong)
        {
            node.Problem($"not a regular expression: {wrong.Message}");
            return null;
        }
    }

    /// <summary>True where the text holds it.</summary>
    public bool Matches(string text) => _regex?.IsMatch(text) ?? text.Contains(_substring, StringComparison.OrdinalIgnoreCase);
}
