namespace ClaudeSidecar.Context.Memory;

/// <summary>Something that the user asked for after the task.</summary>
/// <param name="Text">The user's words; an excerpt.</param>
/// <param name="IsCorrection">True: they take something back, or say how it is to be done instead.</param>
/// <param name="At">The number of the message, from 0.</param>
public sealed record Wish(string Text, bool IsCorrection, int At);
