namespace ClaudeSidecar.Wire.Anthropic;

/// <summary>The family of a Claude model: some quota windows bind one family only (edge case 5).</summary>
public static class ClaudeFamily
{
    private static readonly string[] Known = ["opus", "sonnet", "haiku", "fable", "mythos"];

    /// <summary>The family's name; the id itself for a model of no known family.</summary>
    /// <param name="model">A model id, dated or not.</param>
    public static string Of(string model) => Named(model) ?? model;

    /// <summary>The family that a text names: a model's id, or a window's suffix; null when it names none.</summary>
    public static string? Named(string text) => Array.Find(Known, family => text.Contains(family, StringComparison.OrdinalIgnoreCase));
}
