using System.Text.Json;
using ClaudeSidecar.Simulation.Plays;

namespace ClaudeSidecar.Simulation.Local.Requests;

/// <summary>How many tokens a prompt has: one for every four bytes of what a template renders.</summary>
internal static class TokenCount
{
    private static readonly string[] Parts = ["system", "messages", "tools", "prompt", "content"];

    /// <summary>The same for a run and for a question beforehand, as servers that count exactly have it.</summary>
    public static int Of(JsonElement body) =>
        Math.Max(1, Parts.Sum(name => body.Field(name) is { } part ? part.GetRawText().Length : 0) / 4);
}
