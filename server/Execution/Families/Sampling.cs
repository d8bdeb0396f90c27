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
}
