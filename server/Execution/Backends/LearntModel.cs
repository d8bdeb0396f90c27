using System.Collections.Frozen;
using ClaudeSidecar.Execution.Convert;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>What a model's server was found to refuse, and how large its prompts really are: so that a refusal costs one request, not one a turn.</summary>
internal sealed record LearntModel
{
    /// <summary>Nothing yet.</summary>
    public static readonly LearntModel Nothing = new();

    /// <summary>It takes no images.</summary>
    public bool NoImages { get; init; }

    /// <summary>It makes no grammar of the tools' schemas as they are.</summary>
    public bool PlainSchemas { get; init; }

    /// <summary>Its template wants the strictest order of turns.</summary>
    public bool StrictTurns { get; init; }

    /// <summary>Fields that it refuses.</summary>
    public FrozenSet<string> Without { get; init; } = FrozenSet<string>.Empty;

    /// <summary>Its window in tokens, as told in a refusal; null = not told.</summary>
    public int? Window { get; init; }

    /// <summary>The most that its machine has memory for, where we chose the window; null = not known.</summary>
    public int? LargestWindow { get; init; }

    /// <summary>Its tokens for each one of our estimate; null = not known.</summary>
    public double? Ratio { get; init; }

    /// <summary>The converter's options, as far as what was learnt changes them.</summary>
    public ConvertOptions Adapt(ConvertOptions options) => options with
    {
        Images = options.Images && !NoImages,
        PlainSchemas = PlainSchemas,
        StrictTurns = StrictTurns,
        Without = Without,
    };
}
