using System.Text.RegularExpressions;
using ClaudeSidecar.Context.Memory.Facts;

namespace ClaudeSidecar.Context.Memory.Reading;

/// <summary>Finds the sentences in which a model settles something: what it uses instead of what, what the cause is, what must not be done.</summary>
internal static partial class DecisionFinder
{
    private const int MostLetters = 20_000;
    private const int MostOfOneText = 3;
    private const int LongestSentence = 400;
    private const int ShortestSentence = 8;
    private const int MeaningfulSentence = 36;
    private const int ShortParagraph = 240;

    /// <summary>The weightiest ones of a text, in its order.</summary>
    /// <param name="text">What the model says, or a summary of it.</param>
    /// <param name="besideChange">True: it says it while it changes a file. What it says then is why.</param>
    public static IEnumerable<DecisionMade> Find(string text, bool besideChange = false)
    {
        var found = new List<(DecisionMade Made, int Order)>();
        var rest = text.AsSpan(0, Math.Min(text.Length, MostLetters));
        var inCode = false;
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf('\n');
            var line = (end < 0 ? rest : rest[..end]).Trim();
            rest = end < 0 ? [] : rest[(end + 1)..];
            inCode ^= line.StartsWith("```");
            if (!inCode && (besideChange || AnySign().IsMatch(line)))
            {
                FindInLine(line.TrimStart("-*#>0123456789. "), besideChange, found);
            }
        }

        return found.OrderByDescending(entry => entry.Made.Weight).Take(MostOfOneText).OrderBy(entry => entry.Order).Select(entry => entry.Made);
    }

    private static void FindInLine(ReadOnlySpan<char> line, bool besideChange, List<(DecisionMade Made, int Order)> found)
    {
        var weightiest = 0;
        var rest = line;
        while (!rest.IsEmpty)
        {
            var end = SentenceEnd(rest);
            var sentence = rest[..end].Trim();
            rest = rest[end..];
            if (sentence.Length is < ShortestSentence or > LongestSentence || Weight(sentence, besideChange) is not (var weight and > 0))
            {
                continue;
            }

            if (line.Length > ShortParagraph)
            {
                found.Add((new(sentence.ToString(), weight), found.Count));
            }

            weightiest = Math.Max(weight, weightiest);
        }

        // Of a short paragraph each sentence explains the others.
        if (weightiest > 0 && line.Length <= ShortParagraph)
        {
            found.Add((new(line.ToString(), weightiest), found.Count));
        }
    }

    private static int Weight(ReadOnlySpan<char> sentence, bool besideChange)
    {
        var weight = sentence[^1] is '?' or '？' ? 0
            : Settled().IsMatch(sentence) ? 6
            : Cause().IsMatch(sentence) ? 5
            : Rule().IsMatch(sentence) ? 4
            : Reason().IsMatch(sentence) ? 2
            : 0;
        return besideChange ? Math.Max(weight, Says(sentence) ? 3 : 0) : weight;
    }

    // "I write the test." says nothing that the call does not say; a letter of Chinese says as much as three of others.
    private static bool Says(ReadOnlySpan<char> sentence)
    {
        var letters = 0;
        foreach (var letter in sentence)
        {
            letters += letter >= '\u2E80' ? 3 : 1;
        }

        return letters >= MeaningfulSentence;
    }

    // A full stop inside a name or a number ends nothing.
    private static int SentenceEnd(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '。' or '！' or '？' or '；' || (text[i] is '.' or '!' or '?' && (i + 1 == text.Length || text[i + 1] == ' ')))
            {
                return i + 1;
            }
        }

        return text.Length;
    }

    private const string SettledWords =
        @"\b(decided|decision|(i'?ll|let'?s|we'?ll|we|i|to) (go|stick|stay) with|going with|opted|chose|chosen|instead of|rather than|switch(ed|ing)? (from|to) .{2,60} (to|from|instead)|(i'?ll|i will|let'?s|we'?ll|we will|i'?m going to) (use|keep|drop|avoid|not|replace|split|store|move|make)|settled on|prefer|(i|we)('?d| would) rather|(i|we) keep)\b" +
        "|决定|选择了|选用|改用|采用|而不是|而非|不再使用|换成|统一|一律|沿用|优先用";

    private const string CauseWords =
        @"\b(root cause|the (cause|problem|issue|bug|culprit|reason) (is|was|here is|lies|seems)|(is|was) caused by|turns out|turned out|the fix is)\b|原因是|根因|根本原因|问题在于|问题出在|问题是|导致|修复方法|原来是";

    private const string RuleWords =
        @"\b(must(n'?t| not)? (be|have|stay|keep|use|not)|should(n'?t| not) (be|use|change|touch)|cannot be|has to (be|stay)|the plan is|approach|convention|from (now|here) on|always|never)\b|必须|不能|不要|约定|方案是|思路是";

    private const string ReasonWords = @"\b(because|since (it|this|that|the)|so that|that way|therefore)\b|因为|由于|因此|所以";

    [GeneratedRegex(SettledWords + "|" + CauseWords + "|" + RuleWords + "|" + ReasonWords, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AnySign();

    [GeneratedRegex(SettledWords, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Settled();

    [GeneratedRegex(CauseWords, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Cause();

    [GeneratedRegex(RuleWords, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Rule();

    [GeneratedRegex(ReasonWords, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Reason();
}
