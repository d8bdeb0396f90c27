using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Execution.Families;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>Where one request goes, and all that is known of who answers there.</summary>
/// <param name="BaseUrl">The server.</param>
/// <param name="Model">The model to ask for.</param>
/// <param name="Kind">The server's make.</param>
/// <param name="Dialect">The language to speak with it.</param>
internal sealed record ModelTarget(Uri BaseUrl, string Model, ServerKind Kind, IDialect Dialect)
{
    /// <summary>The model's family.</summary>
    public ModelFamily Family { get; init; } = ModelFamily.Unknown;

    /// <summary>The window in tokens; null = not known.</summary>
    public int? Window { get; init; }

    /// <summary>True when the window must be told with each request.</summary>
    public bool SetsWindow { get; init; }

    /// <summary>True when we chose the window ourselves, so that a smaller one may be chosen.</summary>
    public bool ChoseWindow { get; init; }

    /// <summary>Whether it can be told to think; null = not known.</summary>
    public bool? Thinks { get; init; }

    /// <summary>Whether it sees images; null = not known.</summary>
    public bool? Sees { get; init; }

    /// <summary>The server by name and address, for sentences.</summary>
    public string Shown => $"{Kind.Title} at {BaseUrl.GetLeftPart(UriPartial.Authority)}";
}
