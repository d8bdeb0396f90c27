namespace ClaudeSidecar.Execution.Prepare;

/// <summary>What a live session would put to a local model now: kept ready after each turn, so that a switch finds it done.</summary>
/// <param name="Session">The session, or the agent in it.</param>
/// <param name="Provider">Who would be asked.</param>
/// <param name="Body">The fitted Messages request, in Anthropic's form.</param>
/// <param name="Tokens">Its size, by our own count.</param>
/// <param name="Revision">Grows with each turn of the session.</param>
public sealed record PreparedPrompt(string Session, string Provider, ReadOnlyMemory<byte> Body, int Tokens, long Revision)
{
    /// <summary>What was left out of it, as text, where it was cut anew; null else. Content of the conversation.</summary>
    public string? LeftOut { get; init; }
}
