using System.Text;
using System.Text.RegularExpressions;
using ClaudeSidecar.Context.Memory.Facts;

namespace ClaudeSidecar.Context.Memory.Reading;

/// <summary>Reads the summary that follows a compaction: nine numbered sections, of which the first is the task (claude-wire 4b).</summary>
internal static partial class SummaryReader
{
    private const string Begin = "This session is being continued from a previous conversation";
    private const int Sections = 9;
    private const int MostWishes = MemoryLimits.Wishes;

    private static readonly string[] Ends = ["If you need specific details from before compaction", "Continue the conversation from where it left off", "Please continue the conversation"];

    /// <summary>Null for a text that is no such summary.</summary>
    public static SummaryGiven? Read(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith(Begin))
        {
            return null;
        }

        var summary = ClientBlocks.Take(text, null);
        var head = summary.IndexOf("Summary:", StringComparison.OrdinalIgnoreCase);
        summary = head < 0 ? summary[Math.Min(summary.Length, summary.IndexOf('\n', StringComparison.Ordinal) + 1)..] : summary[(head + "Summary:".Length)..];
        foreach (var end in Ends)
        {
            var at = summary.LastIndexOf(end, StringComparison.Ordinal);
            summary = at < 0 ? summary : summary[..at];
        }

        var sections = Split(summary);
        var task = sections[0].Length > 0 ? sections[0] : summary;
        return new(Excerpt.Of(task, MemoryLimits.Task), State(sections), Wishes(sections[5]));
    }

    // A heading is the next number of the list and ends with a colon; lists inside a section begin again at one, or are indented.
    private static string[] Split(string summary)
    {
        var sections = new StringBuilder[Sections];
        var now = -1;
        foreach (var raw in summary.AsSpan().EnumerateLines())
        {
            var line = raw.TrimEnd();
            if (now + 1 < Sections && Heading().IsMatch(line) && line.TrimStart("#* ")[0] == '1' + now + 1)
            {
                now++;
                sections[now] = new StringBuilder(line[(line.IndexOfAny(':', '：') + 1)..].Trim("* ").ToString());
            }
            else if (now >= 0)
            {
                sections[now].Append('\n').Append(line);
            }
        }

        return [.. sections.Select(section => section is null ? "" : Dedent(section.ToString()))];
    }

    private static string? State(string[] sections)
    {
        var state = new StringBuilder();
        Append(state, "Pending: ", sections[6]);
        Append(state, "Being done: ", sections[7]);
        Append(state, "Next: ", sections[8]);
        return state.Length == 0 ? null : Excerpt.Of(state.ToString(), MemoryLimits.State);
    }

    private static void Append(StringBuilder state, string name, string section)
    {
        if (section.Length > 0)
        {
            state.Append(state.Length > 0 ? "\n" : "").Append(name).Append(Excerpt.Of(section, MemoryLimits.State / 2));
        }
    }

    private static List<string> Wishes(string section)
    {
        var wishes = new List<string>();
        foreach (Match item in Item().Matches(section))
        {
            var words = item.Groups[1].Value.Trim().Trim('"', '“', '”', '「', '」').Trim();
            if (words.Length > 0)
            {
                wishes.Add(Excerpt.Of(words, MemoryLimits.Wish));
            }
        }

        return wishes.Count <= MostWishes ? wishes : [wishes[0], .. wishes.TakeLast(MostWishes - 1)];
    }

    private static string Dedent(string section)
    {
        var lines = section.Split('\n');
        var least = lines.Where(line => line.Trim().Length > 0).Select(line => line.Length - line.AsSpan().TrimStart().Length).Where(indent => indent > 0).DefaultIfEmpty(0).Min();
        return string.Join('\n', lines.Select(line => line.AsSpan(0, Math.Min(least, line.Length)).Trim().IsEmpty ? line[Math.Min(least, line.Length)..] : line)).Trim();
    }

    [GeneratedRegex(@"^ {0,2}[#* ]*[1-9]\.\s+[^:：]{2,80}[:：]", RegexOptions.CultureInvariant)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\s{0,4}[-*•]\s+(.+(?:\n(?!\s{0,4}[-*•]\s).+)*)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Item();
}
