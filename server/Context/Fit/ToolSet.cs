namespace ClaudeSidecar.Context.Fit;

/// <summary>The tools that a fitted request offers.</summary>
/// <param name="Json">The list; empty where the client's own is meant.</param>
/// <param name="Tokens">Its size.</param>
/// <param name="Shortened">How many are described in fewer words.</param>
/// <param name="LeftOut">The names of those that are not offered.</param>
internal sealed record ToolSet(ReadOnlyMemory<byte> Json, int Tokens, int Shortened, IReadOnlyList<string> LeftOut);
