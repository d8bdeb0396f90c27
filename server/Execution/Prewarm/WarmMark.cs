namespace ClaudeSidecar.Execution.Prewarm;

/// <summary>A session's prompt that a server has read and, as far as is known, still holds.</summary>
/// <param name="Session">The session.</param>
/// <param name="Tokens">The prompt's size when it was read, by our estimate.</param>
/// <param name="Revision">Which prompt of the session it was.</param>
/// <param name="At">When it was read.</param>
/// <param name="Took">How long that took.</param>
public sealed record WarmMark(string Session, int Tokens, long Revision, DateTimeOffset At, TimeSpan Took);
