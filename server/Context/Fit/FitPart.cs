namespace ClaudeSidecar.Context.Fit;

/// <summary>One part of a fitted prompt.</summary>
/// <param name="Name"><c>system</c>, <c>tools</c>, <c>instructions</c>, <c>workspace</c>, <c>brief</c>, <c>older-turns</c>, <c>current-turn</c>.</param>
/// <param name="Tokens">Its size now.</param>
/// <param name="Before">Its size in the client's request.</param>
public sealed record FitPart(string Name, int Tokens, int Before)
{
    /// <summary>How many of its pieces (tools, messages) were cut.</summary>
    public int Shortened { get; init; }

    /// <summary>How many of them were left out.</summary>
    public int LeftOut { get; init; }

    /// <summary>The names of what was left out, where it has names.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
}
