using System.Text.Json;
using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Simulation.Plays;

/// <summary>
/// Finds the answer to a conversation. The place in the play follows from the conversation alone, so that two simulators, which
/// see the same history in two dialects, go on where the other one stopped.
/// </summary>
internal static class Stage
{
    // What Claude Code says in the user's place when an answer broke off (claude-wire 2c, 3): the step is played again.
    private static readonly string[] Continuations = ["Your response above was cut off", "Your answer above was cut off", "Output token limit hit"];

    /// <summary>The answer that the plays, or else the default play, give.</summary>
    public static Answer Play(IReadOnlyList<Play> plays, Conversation conversation)
    {
        if (conversation.OneToken)
        {
            return new() { Text = "OK", StopReason = "max_tokens" };
        }

        if (conversation.Schema is { } schema)
        {
            return new() { Text = SchemaSample.Write(schema) };
        }

        var place = Find(plays, conversation);
        for (var index = 0; index < plays.Count; index++)
        {
            if (plays[index].Match.Matches(place.Prompt, conversation.Model))
            {
                return place.Step < plays[index].Steps.Count
                    ? Speak(plays[index].Steps[place.Step], conversation) with { Play = index, Step = place.Step }
                    : new() { Play = index, Step = place.Step, Text = "The play has no further step." };
            }
        }

        return new() { Step = place.Step, Text = "Simulated answer: no play matches this prompt." };
    }

    /// <summary>The last real prompt, and how many answers it has had.</summary>
    public static (string Prompt, int Step) Find(IReadOnlyList<Play> plays, Conversation conversation)
    {
        var turns = Merge(conversation.Turns);
        for (var index = turns.Length - 1; index >= 0; index--)
        {
            if (turns[index].Speaker != Speaker.User)
            {
                continue;
            }

            var text = Conversation.WithoutReminders(turns[index].Text);
            if (text.Length > 0 && !IsContinuation(text) && (!turns[index].HasTools || IsNamed(plays, text, conversation.Model)))
            {
                return (text, CountAnswers(turns.AsSpan(index + 1), plays.FirstOrDefault(play => play.Match.Matches(text, conversation.Model))?.Steps ?? []));
            }
        }

        return ("", 0);
    }

    // A conversion may fold instructions into a user turn of their own: what the person said stands somewhere among its neighbours.
    private static Turn[] Merge(IEnumerable<Turn> turns)
    {
        var merged = new List<Turn>();
        foreach (var turn in turns.Where(turn => turn.Speaker != Speaker.System))
        {
            if (turn.Speaker == Speaker.User && merged is [.., { Speaker: Speaker.User } last])
            {
                merged[^1] = last with { Text = $"{last.Text}\n{turn.Text}", HasTools = last.HasTools || turn.HasTools };
            }
            else
            {
                merged.Add(turn);
            }
        }

        return [.. merged];
    }

    // Text beside tool results is mostly the client's own; it is a prompt only where a play was written for it.
    private static bool IsNamed(IReadOnlyList<Play> plays, string text, string model) =>
        plays.Any(play => play.Match.LastUser is not null && play.Match.Matches(text, model));

    private static bool IsContinuation(string text) =>
        Continuations.Any(start => text.Contains(start, StringComparison.Ordinal));

    private static int CountAnswers(ReadOnlySpan<Turn> turns, IReadOnlyList<PlayStep> steps)
    {
        var answers = 0;
        var split = Array.Empty<string>();
        for (var index = 0; index < turns.Length; index++)
        {
            // Two answers in a row are one that was cut in two; the last one without a word after it is to be continued.
            var turn = turns[index];
            var isLastOfItsRun = index + 1 < turns.Length && turns[index + 1].Speaker != Speaker.Assistant;
            var isCutOff = !turn.HasTools && index + 1 < turns.Length && IsContinuation(turns[index + 1].Text);
            if (turn.Speaker != Speaker.Assistant || !isLastOfItsRun || isCutOff)
            {
                continue;
            }

            // A conversion may give each call of an answer a message of its own, because some templates know only one.
            if (turn is { Text: "", Calls.Count: > 0 } && split.AsSpan().StartsWith([.. turn.Calls]))
            {
                split = split[turn.Calls.Count..];
                continue;
            }

            string[] scripted = answers < steps.Count ? [.. steps[answers].Tools.Select(tool => tool.Name)] : [];
            split = scripted.AsSpan().StartsWith([.. turn.Calls]) ? scripted[turn.Calls.Count..] : [];
            answers++;
        }

        return answers;
    }

    private static Answer Speak(PlayStep step, Conversation conversation)
    {
        var folder = new Lazy<string>(() => conversation.FindWorkingDirectory() ?? ".");
        var said = Fill(step.Text, folder);
        var begun = conversation.Turns is [.., { Speaker: Speaker.Assistant, Text: { Length: > 0 } text }] ? text : "";
        return new()
        {
            Thinking = Fill(step.Thinking, folder),
            Text = said.StartsWith(begun, StringComparison.Ordinal) ? said[begun.Length..] : said,
            Tools = [.. step.Tools.Select(tool => new ToolCall(tool.Id, tool.Name, Fill(tool.Input, folder)))],
            StopReason = step.StopReason ?? (step.Tools.Count > 0 ? "tool_use" : "end_turn"),
        };
    }

    private static string Fill(string text, Lazy<string> folder) =>
        text.Contains("${cwd}", StringComparison.Ordinal) ? text.Replace("${cwd}", folder.Value, StringComparison.Ordinal) : text;

    private static string Fill(JsonElement input, Lazy<string> folder) => CompactJson.Text(FillNode(JsonObject.Create(input), folder)!);

    private static JsonNode? FillNode(JsonNode? node, Lazy<string> folder) => node switch
    {
        JsonObject found => new JsonObject(found.Select(field => KeyValuePair.Create(field.Key, FillNode(field.Value, folder)))),
        JsonArray found => new JsonArray([.. found.Select(item => FillNode(item, folder))]),
        JsonValue found when found.TryGetValue<string>(out var text) => JsonValue.Create(Fill(text, folder)),
        _ => node?.DeepClone(),
    };
}
