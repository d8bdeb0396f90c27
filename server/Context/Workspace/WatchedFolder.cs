namespace ClaudeSidecar.Context.Workspace;

/// <summary>A folder whose changes are listened to.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Whole">True with all folders in it: for small ones only, each costs the system a watch.</param>
internal sealed record WatchedFolder(string Path, bool Whole);
