using ClaudeSidecar.Execution.Dialects;

namespace ClaudeSidecar.Execution.Discovery;

/// <summary>Where one request goes.</summary>
/// <param name="BaseUrl">The server.</param>
/// <param name="Model">The model to ask for; empty for the one that the client asks for.</param>
/// <param name="Window">Its window in tokens; null = not known.</param>
/// <param name="Kind">The server's make.</param>
internal sealed record LocalTarget(Uri BaseUrl, string Model, int? Window, ServerKind Kind)
{
    /// <summary>What the server tells of the model; null when it does not list it or could not be asked.</summary>
    public LocalModel? Details { get; init; }
}
