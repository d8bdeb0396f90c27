namespace ClaudeSidecar.Context.Workspace;

/// <summary>A piece of a brief.</summary>
/// <param name="Rank">0 is taken first; of equals, the one that stands first.</param>
/// <param name="Name">What it is called where it is left out.</param>
/// <param name="Text">Ends with a line break.</param>
/// <param name="IsText">True when its beginning is of use without its end.</param>
internal sealed record BriefPiece(int Rank, string Name, string Text, bool IsText = false);
