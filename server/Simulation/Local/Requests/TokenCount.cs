using System.Text.Json;
using ClaudeSidecar.Simulation.Plays;

namespace ClaudeSidecar.Simulation.Local.Requests;

/// <summary>How many tokens a prompt has: one for every four characters of what a template renders.</summary>
internal static class TokenCount
{
    /// <summary>Characters of a token.</summary>
    public const int Characters = 4;

    // As templates render them: what the tools are stands before what was said.
    private static readonly string[] Parts = ["tools", "system", "messages", "prompt", "content"];

    /// <summary>The same for a run and for a question beforehand, as servers that count exactly have it.</summary>
    public static int Of(JsonElement body) => Math.Max(1, Parts.Sum(name => body.Field(name) is { } part ? part.GetRawText().Length : 0) / Characters);

    /// <summary>Tokens of a rendered prompt.</summary>
    public static int Of(string prompt) => Math.Max(1, prompt.Length / Characters);

    /// <summary>The prompt as it is rendered: whatever the request writes differently is another prompt.</summary>
    public static string Render(JsonElement body) => string.Concat(Parts.Select(name => body.Field(name)?.GetRawText()));

    /// <summary>How much of a rendered prompt its first tokens are.</summary>
    public static int LengthOf(int tokens, string prompt) => tokens >= Of(prompt) ? prompt.Length : tokens * Characters;
}
