using System.Text.Json;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>
/// Reads the messages of a request as turns that alternate: consecutive messages of one side become one, system messages in the
/// middle become part of the user's turn in which they stand (edge cases 61, 73), and what no other model can use is left out.
/// </summary>
internal static class Turns
{
    private const string Beginning = "(The conversation begins with an answer.)";

    /// <summary>The turns in order; the first is always the user's.</summary>
    public static List<Turn> Read(JsonElement messages)
    {
        var turns = new List<Turn>();
        foreach (var message in messages.EnumerateArray())
        {
            var assistant = Block.Is(message, "role"u8, "assistant"u8);
            var aside = !assistant && !Block.Is(message, "role"u8, "user"u8);
            foreach (var part in Parts(message, aside))
            {
                if (turns.Count == 0 && assistant)
                {
                    turns.Add(new Turn(false, [Part.Saying(Beginning)]));
                }

                if (turns.Count == 0 || turns[^1].Assistant != assistant)
                {
                    turns.Add(new Turn(assistant, []));
                }

                turns[^1].Parts.Add(part);
            }
        }

        return turns;
    }

    private static IEnumerable<Part> Parts(JsonElement message, bool aside)
    {
        var kind = aside ? PartKind.SystemText : PartKind.Text;
        if (Block.String(message, "content"u8) is { } text)
        {
            return JsonText.IsBlank(text) ? [] : [new Part(kind, text)];
        }

        return Block.Items(message, "content"u8).SelectMany(block => ContentBlocks.Parts(block, kind));
    }
}
