using System.Globalization;
using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Plays;

namespace ClaudeSidecar.Simulation.Local.Answers;

/// <summary>The mistakes that models make, put into an answer before a server writes it in its dialect (edge cases 79–85, 91).</summary>
internal static class Mistakes
{
    private const string Thought = "I think before I speak.";
    private const string Prose = "as I said above";
    private const string AfterTools = "Now I wait for the results.";

    /// <summary>The answer as this model gives it.</summary>
    /// <param name="answer">What the play says.</param>
    /// <param name="quirks">What goes wrong.</param>
    /// <param name="form">How the model writes calls.</param>
    /// <param name="mostTokens">The output limit; null for none.</param>
    public static Answer Make(Answer answer, Quirks quirks, CallForm form, int? mostTokens)
    {
        if (quirks.Has("empty-answer"))
        {
            return answer with { Thinking = "", Text = "", Tools = [], StopReason = "end_turn" };
        }

        var made = answer with { Tools = [.. answer.Tools.Select(call => Misspell(call, quirks))] };
        made = made.Thinking.Length == 0 && ThinkingPlacement.IsAskedFor(quirks) ? made with { Thinking = Thought } : made;
        made = Loop(made, quirks);
        var isCut = (quirks.Has("truncated-call") && made.Tools.Count > 0) || made.OutputTokens > mostTokens;
        made = isCut ? Truncate(made, mostTokens) : made;
        made = quirks.Has("text-after-tools") && made.Tools.Count > 0 ? made with { TextAfter = AfterTools } : made;
        return Edges(IntoText(made, quirks, form, isCut), quirks);
    }

    private static ToolCall Misspell(ToolCall call, Quirks quirks)
    {
        var name = quirks.Has("wrong-case-name") ? call.Name.ToLowerInvariant() : call.Name;
        var arguments = quirks.Has("string-typed-args") ? Texts(call.Arguments) : call.Arguments;
        var spelt = quirks.Has("malformed-args") ? arguments[..^1]
            : quirks.Has("args-trailing-comma") ? $"{arguments[..^1]},}}"
            : quirks.Has("args-python") ? Python(JsonNode.Parse(arguments))
            : quirks.Has("args-double-encoded") ? CompactJson.Text(JsonValue.Create(arguments))
            : quirks.Has("args-prose") ? Prose
            : quirks.Has("args-fenced") ? $"```json\n{arguments}\n```"
            : arguments;
        return new(call.Id, name, arguments) { Spelt = spelt };
    }

    private static string Texts(string arguments) => CompactJson.Text(new JsonObject(JsonNode.Parse(arguments)!.AsObject().Select(field =>
        KeyValuePair.Create<string, JsonNode?>(field.Key, JsonValue.Create(field.Value is JsonValue value && value.TryGetValue<string>(out var text) ? text : field.Value is null ? "null" : CompactJson.Text(field.Value))))));

    private static string Python(JsonNode? node) => node switch
    {
        JsonObject found => $"{{{string.Join(", ", found.Select(field => $"{Python(JsonValue.Create(field.Key))}: {Python(field.Value)}"))}}}",
        JsonArray found => $"[{string.Join(", ", found.Select(Python))}]",
        JsonValue found when found.TryGetValue<string>(out var text) => $"'{text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal)}'",
        JsonValue found when found.TryGetValue<bool>(out var truth) => truth ? "True" : "False",
        null => "None",
        _ => CompactJson.Text(node),
    };

    private static Answer Loop(Answer answer, Quirks quirks) => quirks.Number("repetition-loop") is { } times
        ? answer with { Text = string.Concat(Enumerable.Repeat($"{answer.Text}\n", Math.Max(1, (int)times))), Tools = [], StopReason = "max_tokens" }
        : answer;

    private static Answer Truncate(Answer answer, int? mostTokens) => answer with
    {
        Text = answer.Tools.Count == 0 && mostTokens is { } most ? answer.Text[..Math.Min(answer.Text.Length, most * 4)] : answer.Text,
        Tools = [.. answer.Tools.SkipLast(1), .. answer.Tools.TakeLast(1).Select(last => last with { Spelt = last.Spelt[..(last.Spelt.Length / 2)] })],
        StopReason = "max_tokens",
    };

    private static Answer IntoText(Answer answer, Quirks quirks, CallForm form, bool isCut)
    {
        if (form.Write is not { } write || answer.Tools.Count == 0)
        {
            return answer;
        }

        var calls = write([.. answer.Tools.Select(call => isCut ? new(call.Id, call.Name, call.Arguments) : call)]);
        if (isCut)
        {
            // The last call loses its closing tags and the end of its arguments.
            calls = calls[..^Math.Min(calls.Length / 2, 12 + (answer.Tools[^1].Arguments.Length / 2))];
        }

        var told = answer with { Tools = [], StopReason = isCut ? "max_tokens" : answer.StopReason == "tool_use" ? "end_turn" : answer.StopReason };
        return quirks.Has("call-in-thinking")
            ? told with { Thinking = Joined(Joined(answer.Thinking, answer.Text), calls), Text = "", TextAfter = "" }
            : told with { Text = Joined(Joined(answer.Text, calls), answer.TextAfter), TextAfter = "" };
    }

    private static string Joined(string before, string after) => before.Length == 0 || after.Length == 0 ? before + after : $"{before}\n{after}";

    private static Answer Edges(Answer answer, Quirks quirks)
    {
        var end = (quirks.Has("control-tokens") ? "<|im_end|>" : "") + new string('\n', (int)(quirks.Number("runaway-whitespace") ?? 0));
        var begin = quirks.Has("control-tokens") ? "<|im_start|>assistant\n" : "";
        return end.Length == 0 ? answer
            : answer.Tools.Count > 0 ? answer with { Text = begin + answer.Text, TextAfter = answer.TextAfter + end }
            : answer with { Text = string.Create(CultureInfo.InvariantCulture, $"{begin}{answer.Text}{end}") };
    }
}
