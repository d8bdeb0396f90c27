using System.Collections.Frozen;
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

    /// <summary>Reasoning that was kept from the client, for families that want it back; null for none.</summary>
    public ReasoningBook? Reasoning { get; init; }

    /// <summary>False: nothing is added to the system text for the family's sake (<c>local.familyPrompt</c>).</summary>
    public bool FamilyPrompt { get; init; } = true;

    /// <summary>True after the server could not make a grammar of the tools' schemas: of these, only types and descriptions are sent.</summary>
    public bool PlainSchemas { get; init; }

    /// <summary>True after the model's template refused the order of the turns: strictly user and assistant by turns, the first one the user's, system text in front alone.</summary>
    public bool StrictTurns { get; init; }

    /// <summary>Top-level fields that this server refused: <c>response_format</c>, <c>stream_options</c> … They are left out.</summary>
    public IReadOnlySet<string> Without { get; init; } = FrozenSet<string>.Empty;

    /// <summary>The window that the server is to run the model with, in tokens; null = as it is. Only Ollama takes one.</summary>
    public int? Window { get; init; }

    /// <summary>True where the prompt is only to be read: one token is asked for, and every other byte is as it would be (edge case 74).</summary>
    public bool OneToken { get; init; }

    /// <summary>Whether the model can be told to think; null = not known.</summary>
    public bool? Thinks { get; init; }
}
