using ClaudeSidecar.Context.Memory;

namespace ClaudeSidecar.Context.Fit;

/// <summary>How much a prompt may have.</summary>
/// <param name="Room">The most tokens of the prompt, by the index's own count: window less reserve, divided by what is known of the model's own count (edge case 100).</param>
public sealed record FitLimits(int Room)
{
    /// <summary>What is known of the folder: given the most tokens that it may have, gives a text, or null for nothing. Asked only when a fit is planned anew.</summary>
    public Func<int, string?>? Readme { get; init; }

    /// <summary>The same of what is being edited there.</summary>
    public Func<int, string?>? Edits { get; init; }

    /// <summary>What was known of the session before the messages of this request, which a summary may have taken the place of.</summary>
    public SessionMemory Before { get; init; } = SessionMemory.Empty;

    /// <summary>A brief of older turns that somebody else wrote; it stands in front of the one that is made here. Null for none.</summary>
    public string? Brief { get; init; }
}
