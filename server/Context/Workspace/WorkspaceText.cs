namespace ClaudeSidecar.Context.Workspace;

/// <summary>A text file of the workspace.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Text">Its beginning.</param>
/// <param name="Cut">True when the file goes on.</param>
public sealed record WorkspaceText(string Path, string Text, bool Cut);
