namespace ClaudeSidecar.Context.Memory;

/// <summary>Something that went wrong and has not gone well since.</summary>
/// <param name="Subject">What must succeed for it to be over.</param>
/// <param name="What">The call in words.</param>
/// <param name="Text">The end of what it said.</param>
/// <param name="At">The number of the message, from 0.</param>
public sealed record OpenError(string Subject, string What, string Text, int At);
