namespace ClaudeSidecar.Execution.Families;

/// <summary>How the next token is drawn; what is null is left to the server.</summary>
public sealed record Sampling
{
    /// <summary>Everything is left to the server.</summary>
    public static readonly Sampling None = new();

    /// <summary>0 … 2.</summary>
    public double? Temperature { get; init; }

    /// <summary>0 … 1.</summary>
    public double? TopP { get; init; }

    /// <summary>Tokens to choose from; 0 = all.</summary>
    public int? TopK { get; init; }

    /// <summary>Least share of the likeliest token's probability, 0 … 1.</summary>
    public double? MinP { get; init; }

    /// <summary>1 = none.</summary>
    public double? RepetitionPenalty { get; init; }

    /// <summary>What cannot be among these values, in words; null when all is well.</summary>
    internal string? Problem =>
        Outside(Temperature, 2) ? "temperature must be 0 … 2"
        : Outside(TopP, 1) ? "topP must be 0 … 1"
        : TopK < 0 ? "topK must not be negative"
        : Outside(MinP, 1) ? "minP must be 0 … 1"
        : RepetitionPenalty is <= 0 or > 2 ? "repetitionPenalty must be above 0 and at most 2"
        : null;

    private static bool Outside(double? value, double most) => value < 0 || value > most;
}
