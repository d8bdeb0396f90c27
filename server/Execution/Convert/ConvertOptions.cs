using ClaudeSidecar.Execution.Dialects;
using ClaudeSidecar.Execution.Families;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>What the converter must know of the server it writes for.</summary>
internal sealed record ConvertOptions
{
    /// <summary>The model to ask for.</summary>
    public required string Model { get; init; }

    /// <summary>The server's make.</summary>
    public ServerKind Server { get; init; } = ServerKind.Other;

    /// <summary>The model's family.</summary>
    public ModelFamily Family { get; init; } = ModelFamily.Unknown;

    /// <summary>The most output tokens to ask for; null = as many as the client wants. Takes the size of the prompt, in tokens (edge case 71).</summary>
    public Func<int, int>? MaxTokens { get; init; }

    /// <summary>False for a model that reads text only: a note stands in for each image (edge case 65).</summary>
    public bool Images { get; init; } = true;
}
