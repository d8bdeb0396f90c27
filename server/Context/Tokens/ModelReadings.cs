namespace ClaudeSidecar.Context.Tokens;

/// <summary>What answers of one model told of its prompts' sizes.</summary>
/// <param name="Provider">Who serves it.</param>
/// <param name="Model">The model.</param>
/// <param name="Ratios">Its tokens for each one of our estimate, the latest last.</param>
internal sealed record ModelReadings(string Provider, string Model, IReadOnlyList<double> Ratios);
