using ClaudeSidecar.Simulation.Plays;

namespace ClaudeSidecar.Simulation.Local.Answers;

/// <summary>Where a server puts its model's thinking: in a field of its own, or in the text between tags (local-servers 4).</summary>
internal sealed class ThinkingPlacement
{
    /// <summary>Places an answer's thinking.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="has">What the server does otherwise.</param>
    /// <param name="usual">The field that the dialect has for it; null for none.</param>
    public ThinkingPlacement(Answer answer, Quirks has, string? usual)
    {
        Thinking = answer.Thinking;
        Inline = answer.Text;
        if (Thinking.Length == 0)
        {
            return;
        }

        if (has.Has("think-unclosed"))
        {
            Inline = $"<think>\n{Thinking}\n{answer.Text}";
        }
        else if (has.Has("think-close-only"))
        {
            Inline = $"{Thinking}\n</think>\n\n{answer.Text}";
        }
        else if (has.Has("think-brackets"))
        {
            Inline = $"[THINK]{Thinking}[/THINK]{answer.Text}";
        }
        else if (has.Has("channels-inline"))
        {
            Inline = $"<|channel|>analysis<|message|>{Thinking}<|end|><|start|>assistant<|channel|>final<|message|>{answer.Text}";
        }
        else if (has.Has("reasoning-field"))
        {
            Field = "reasoning";
        }
        else if (has.Has("reasoning-content-field"))
        {
            Field = "reasoning_content";
        }
        else if (has.Has("think-inline") || usual is null)
        {
            Inline = $"<think>\n{Thinking}\n</think>\n\n{answer.Text}";
        }
        else
        {
            Field = usual;
        }
    }

    /// <summary>The thinking's own field; null where it is in the text, or where there is none.</summary>
    public string? Field { get; }

    /// <summary>The thinking.</summary>
    public string Thinking { get; }

    /// <summary>The text, thinking included where it belongs there.</summary>
    public string Inline { get; }

    /// <summary>True where one of the placements was asked for by name: then there must be something to place.</summary>
    public static bool IsAskedFor(Quirks has) =>
        has.HasAny("reasoning-field", "reasoning-content-field", "think-inline", "think-unclosed", "think-close-only", "think-brackets", "channels-inline");
}
