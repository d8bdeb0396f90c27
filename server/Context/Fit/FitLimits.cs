namespace ClaudeSidecar.Context.Fit;

/// <summary>How much a prompt may have.</summary>
/// <param name="Room">The most tokens of the prompt, by the index's own count: window less reserve, divided by what is known of the model's own count (edge case 100).</param>
public sealed record FitLimits(int Room)
{
    /// <summary>What is known of the folder: given the most tokens that it may have, gives a text, or null for nothing. Asked only when a fit is planned anew.</summary>
    public Func<int, string?>? Readme { get; init; }

    /// <summary>The same of what is being edited there.</summary>
    public Func<int, string?>? Edits { get; init; }

    /// <summary>A brief of the older turns that takes the place of the one that is made here; null for none.</summary>
    public string? Brief { get; init; }
}
