namespace ClaudeSidecar.Quota;

/// <summary>For whom an answer was that told of the quota.</summary>
/// <param name="Session">Claude Code's session id; null when the request named none.</param>
/// <param name="Model">The model that was asked for: it tells which family's windows the answer can name. Empty where it is not known.</param>
/// <param name="StartsTurn">True for the first request of a turn: not for a tool's result, a title, a probe.</param>
public sealed record Spender(string? Session, string Model, bool StartsTurn)
{
    /// <summary>Nobody known.</summary>
    public static readonly Spender Unknown = new(null, "", false);
}
