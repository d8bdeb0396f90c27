namespace ClaudeSidecar.Context.Memory;

/// <summary>A file that the session touched.</summary>
/// <param name="Path">Its path; absolute where a file tool named it.</param>
/// <param name="Last">What was done with it last.</param>
/// <param name="Changes">How often it was changed in the session; 0: only read.</param>
/// <param name="IsNew">True: it was made in the session.</param>
/// <param name="At">The number of the message that touched it last, from 0.</param>
/// <param name="Version">Its content as it was last known; null: never.</param>
public sealed record FileMemory(string Path, FileDeed Last, int Changes, bool IsNew, int At, FileVersion? Version)
{
    /// <summary>True: the session changed it, or it was changed beside the session.</summary>
    public bool IsChanged => Changes > 0;
}
