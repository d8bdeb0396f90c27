namespace ClaudeSidecar.Context.Memory.Facts;

/// <summary>Words of the user's own.</summary>
/// <param name="Text">An excerpt.</param>
/// <param name="IsCorrection">True: they take something back, or say how it is to be done instead.</param>
public sealed record UserSaid(string Text, bool IsCorrection) : Fact;
