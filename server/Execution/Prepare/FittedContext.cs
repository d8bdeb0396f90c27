using ClaudeSidecar.Context.Fit;

namespace ClaudeSidecar.Execution.Prepare;

/// <summary>What one model was given of a session last, or would be given now.</summary>
public sealed record FittedContext
{
    /// <summary>Who is asked.</summary>
    public required string Provider { get; init; }

    /// <summary>The model.</summary>
    public required string Model { get; init; }

    /// <summary>Its window in tokens; null where it is not known, and nothing is cut.</summary>
    public int? Window { get; init; }

    /// <summary>Tokens of its own for each one of our count.</summary>
    public required double Factor { get; init; }

    /// <summary>The fit; its body is a copy that nobody else uses.</summary>
    public required FitResult Fit { get; init; }

    /// <summary>True while it is only what the model would be given: it has not been asked.</summary>
    public required bool Ahead { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }
}
