namespace ClaudeSidecar.Context.Conversation;

/// <summary>One tool that a request offers.</summary>
/// <param name="Name">Its name; empty for what has none.</param>
/// <param name="Place">Where it stands in the body.</param>
/// <param name="Tokens">Its size.</param>
public sealed record IndexedTool(string Name, Slice Place, int Tokens);
