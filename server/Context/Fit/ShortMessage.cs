namespace ClaudeSidecar.Context.Fit;

/// <summary>A message as it goes out.</summary>
/// <param name="Json">Its bytes; empty where the client's own are meant.</param>
/// <param name="Tokens">Its size.</param>
internal sealed record ShortMessage(ReadOnlyMemory<byte> Json, int Tokens);
