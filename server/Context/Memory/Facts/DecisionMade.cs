namespace ClaudeSidecar.Context.Memory.Facts;

/// <summary>Something was settled: by an answer of the user's, by a plan that was accepted, or in a sentence of the model's.</summary>
/// <param name="Text">An excerpt.</param>
/// <param name="Weight">How sure it is that something was settled: 1 … 10, the user's own word highest.</param>
public sealed record DecisionMade(string Text, int Weight) : Fact;
