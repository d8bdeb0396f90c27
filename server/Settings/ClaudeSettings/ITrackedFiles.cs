namespace ClaudeSidecar.Settings.ClaudeSettings;

/// <summary>Tells which files belong to a repository's history, and so to everybody who clones it.</summary>
public interface ITrackedFiles
{
    /// <summary>True when git tracks the file. Also true when there is a repository that cannot be read: then it must count as everybody's.</summary>
    /// <param name="path">Absolute path; the file need not exist.</param>
    bool IsTracked(string path);
}
