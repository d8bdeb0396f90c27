namespace ClaudeSidecar.Context.Git;

/// <summary>The difference between a committed text and the one on disk.</summary>
/// <param name="Text">In git's unified form, from the first <c>@@</c> on; ends with a line break.</param>
/// <param name="Added">Lines that came, whether shown or not.</param>
/// <param name="Removed">Lines that went, whether shown or not.</param>
/// <param name="Cut">True when not all of it is shown.</param>
public sealed record GitHunks(string Text, int Added, int Removed, bool Cut);
