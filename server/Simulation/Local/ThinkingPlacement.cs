using ClaudeSidecar.Simulation.Plays;

namespace ClaudeSidecar.Simulation.Local;

/// <summary>Where a server puts its model's thinking: in a field of its own, or in the text between tags (local-servers 4).</summary>
internal sealed class ThinkingPlacement
{
    public ThinkingPlacement(Answer answer, IReadOnlySet<string> has, ServerKind kind)
    {
        Thinking = answer.Thinking;
        Inline = answer.Text;
        if (Thinking.Length == 0)
        {
            return;
        }

        if (has.Contains("think-unclosed"))
        {
            Inline = $"<think>\n{Thinking}\n{answer.Text}";
        }
        else if (has.Contains("think-close-only"))
        {
            Inline = $"{Thinking}\n</think>\n\n{answer.Text}";
        }
        else if (has.Contains("reasoning-field"))
        {
            Field = "reasoning";
        }
        else if (has.Contains("reasoning-content-field"))
        {
            Field = "reasoning_content";
        }
        else if (has.Contains("think-inline") || kind == ServerKind.LmStudio)
        {
            Inline = $"<think>\n{Thinking}\n</think>\n\n{answer.Text}";
        }
        else
        {
            Field = kind == ServerKind.LlamaServer ? "reasoning_content" : "reasoning";
        }
    }

    /// <summary>The thinking's own field; null where it is in the text, or where there is none.</summary>
    public string? Field { get; }

    /// <summary>The thinking.</summary>
    public string Thinking { get; }

    /// <summary>The text, thinking included where it belongs there.</summary>
    public string Inline { get; }

    /// <summary>True where one of the placements was asked for by name: then there must be something to place.</summary>
    public static bool IsAskedFor(IReadOnlySet<string> has) =>
        has.Overlaps(["reasoning-field", "reasoning-content-field", "think-inline", "think-unclosed", "think-close-only"]);
}
