namespace ClaudeSidecar.Execution.Prewarm;

/// <summary>How warm a provider's model is, as people are told.</summary>
/// <param name="Word"><c>cold</c>, <c>warming</c> or <c>warm</c>.</param>
/// <param name="Reason">Why it is so, or why nothing more is done.</param>
/// <param name="Session">The session whose prompt it is; null for none.</param>
/// <param name="Tokens">Tokens of that prompt.</param>
/// <param name="At">When it was read; null while it is not.</param>
public sealed record WarmState(string Word, WarmReason Reason, string? Session, int Tokens, DateTimeOffset? At);
