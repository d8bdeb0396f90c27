using ClaudeSidecar.Execution.Dialects;

namespace ClaudeSidecar.Execution.Backends;

/// <summary>How much of a prompt a model has read, by its server's own count.</summary>
/// <param name="Model">The model.</param>
/// <param name="Kind">The server's make.</param>
/// <param name="Read">Tokens that the server counted.</param>
/// <param name="Sent">Tokens that were sent, by our estimate, which is rather too high than too low.</param>
public sealed record PromptReading(string Model, ServerKind Kind, int Read, int Sent)
{
    /// <summary>True when so little was read that the server must have dropped the beginning without a word (local-servers 3.1).</summary>
    public bool IsCut => Kind.CutsSilently && Read < Sent / 2;
}
