namespace ClaudeSidecar.Simulation.Plays;

/// <summary>Who speaks in a turn, whichever dialect it was written in.</summary>
internal enum Speaker
{
    /// <summary>The person, or the client in their name.</summary>
    User,

    /// <summary>The model.</summary>
    Assistant,

    /// <summary>Tool results only.</summary>
    Tool,

    /// <summary>Instructions.</summary>
    System,
}

/// <summary>One message, reduced to what finds the place in a play.</summary>
/// <param name="Speaker">Who speaks.</param>
/// <param name="Text">The texts, joined by line feeds; tool results are not texts.</param>
/// <param name="HasTools">Assistant: it calls tools. User: it also holds tool results.</param>
internal sealed record Turn(Speaker Speaker, string Text, bool HasTools)
{
    /// <summary>The names of the tools that an assistant calls.</summary>
    public IReadOnlyList<string> Calls { get; init; } = [];
}
