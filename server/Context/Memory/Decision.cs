namespace ClaudeSidecar.Context.Memory;

/// <summary>Something that was settled.</summary>
/// <param name="Text">An excerpt.</param>
/// <param name="Weight">How sure it is: 1 … 10, the user's own word highest.</param>
/// <param name="At">The number of the message, from 0.</param>
public sealed record Decision(string Text, int Weight, int At);
