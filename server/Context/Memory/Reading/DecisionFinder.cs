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

    /// <summary>The weightiest ones of a text, in its order.</summary>
    public static IEnumerable<DecisionMade> Find(string text)
    {
        var found = new List<(DecisionMade Made, int Order)>();
        var rest = text.AsSpan(0, Math.Min(text.Length, MostLetters));
        var inCode = false;
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf('\n');
            var line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? [] : rest[(end + 1)..];
            inCode ^= line.TrimStart().StartsWith("```");
            if (!inCode && AnySign().IsMatch(line))
            {
                FindInLine(line, found);
            }
        }

        return found.OrderByDescending(entry => entry.Made.Weight).Take(MostOfOneText).OrderBy(entry => entry.Order).Select(entry => entry.Made);
    }

    private static void FindInLine(ReadOnlySpan<char> line, List<(DecisionMade Made, int Order)> found)
    {
        while (!line.IsEmpty)
        {
            var end = SentenceEnd(line);
            var sentence = line[..end].Trim().TrimStart("-*#>0123456789. ").TrimEnd();
            line = line[end..];
            if (sentence.Length is >= ShortestSentence and <= LongestSentence && Weight(sentence) is var weight and > 0)
            {
                found.Add((new(sentence.ToString(), weight), found.Count));
            }
        }
    }

    private static int Weight(ReadOnlySpan<char> sentence) =>
        sentence[^1] is '?' or '？' ? 0
        : Settled().IsMatch(sentence) ? 6
        : Cause().IsMatch(sentence) ? 5
        : Rule().IsMatch(sentence) ? 4
        : Reason().IsMatch(sentence) ? 2
        : 0;

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
        @"\b(decided|decision|(i'?ll|let'?s|we'?ll|we|i|to) (go|stick|stay) with|going with|opted|chose|chosen|instead of|rather than|switch(ed|ing)? (from|to) .{2,60} (to|from|instead)|(i'?ll|i will|let'?s|we'?ll|we will|i'?m going to) (use|keep|drop|avoid|not|replace|split|store|move|make)|settled on)\b" +
        "|决定|选择了|选用|改用|采用|而不是|而非|不再使用|换成|统一用|沿用";

    private const string CauseWords =
        @"\b(root cause|the (cause|problem|issue|bug|culprit|reason) (is|was|here is|lies|seems)|(is|was) caused by|turns out|turned out|the fix is)\b|原因是|根因|根本原因|问题在于|问题出在|问题是|导致|修复方法|原来是";

    private const string RuleWords =
        @"\b(must(n'?t| not)? (be|have|stay|keep|use|not)|should(n'?t| not) (be|use|change|touch)|cannot be|has to (be|stay)|the plan is|approach|convention|from now on)\b|必须|不能|不要|约定|方案是|思路是";

    private const string ReasonWords = @"\b(because|since (it|this|that|the)|so that|therefore)\b|因为|由于|因此|所以";

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
