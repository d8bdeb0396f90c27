namespace ClaudeSidecar.Context.Memory.Facts;

/// <summary>A call went wrong, or a command found something wrong.</summary>
/// <param name="Subject">What must succeed for this to be over: see <see cref="CallSucceeded"/>.</param>
/// <param name="What">The call in words, as the brief names it.</param>
/// <param name="Text">The end of what it said.</param>
public sealed record CallFailed(string Subject, string What, string Text) : Fact;
