using ClaudeSidecar.Execution.Dialects;

namespace ClaudeSidecar.Execution.Discovery;

/// <summary>A model server that was found.</summary>
/// <param name="BaseUrl">Where it is, without <c>/v1</c>.</param>
/// <param name="Kind">Its make.</param>
/// <param name="Models">What it offers, in its own order.</param>
public sealed record LocalServer(Uri BaseUrl, ServerKind Kind, IReadOnlyList<LocalModel> Models)
{
    /// <summary>Its version, in its own words; null where it does not tell.</summary>
    public string? Version { get; init; }

    /// <summary>True while it loads its one model and can answer nothing else.</summary>
    public bool Starting { get; init; }

    /// <summary>Its make as people read it: <c>Ollama 0.33.0</c>.</summary>
    public string Title => Version is null ? Kind.Title : $"{Kind.Title} {Version}";

    /// <summary>The model that a name means here; null when the server does not have it.</summary>
    public LocalModel? Find(string name) =>
        Models.FirstOrDefault(model => model.Id == name) ??
        Models.FirstOrDefault(model => model.Id == name + ":latest") ??
        (Kind.AnyModelName && Models.Count == 1 ? Models[0] with { Id = name } : null);
}
