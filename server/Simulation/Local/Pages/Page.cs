using System.Text.Json.Nodes;

namespace ClaudeSidecar.Simulation.Local.Pages;

/// <summary>An answer to anything that is no chat.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">JSON; a text alone is plain text; null for nothing.</param>
internal sealed record Page(int Status, JsonNode? Body)
{
    /// <summary>Whether it is shown only to those who have the key.</summary>
    public bool NeedsKey { get; init; } = true;

    /// <summary>The content type where it is not the one that follows from the body.</summary>
    public string? ContentType { get; init; }

    /// <summary>How long it takes.</summary>
    public TimeSpan After { get; init; }
}
