using System.Text.RegularExpressions;

namespace ClaudeSidecar.Context.Memory.Reading;

/// <summary>Lists of what is to be done as Claude Code writes them: <c>#1 [in_progress] Text</c>, <c>#1. [pending] Text</c>, <c>[1. [completed] Text]</c>.</summary>
internal static partial class TodoLines
{
    /// <summary>Null when there is no such line in the text.</summary>
    public static IReadOnlyList<Todo>? Parse(string text)
    {
        List<Todo>? todos = null;
        text = text.TrimStart();
        text = text.StartsWith('[') && text.TrimEnd().EndsWith(']') ? text.TrimEnd()[1..^1] : text;
        foreach (Match line in Line().Matches(text))
        {
            if (CallReader.State(line.Groups[3].ValueSpan) is { } state && (todos ??= []).Count < MemoryLimits.Todos)
            {
                todos.Add(new(Excerpt.Line(line.Groups[4].Value, MemoryLimits.Todo), state, line.Groups[1].Length > 0 ? line.Groups[2].Value : null));
            }
        }

        return todos;
    }

    [GeneratedRegex(@"^(#?)(\w{1,40})\.? \[(\w+)\] ([^\n]+)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
