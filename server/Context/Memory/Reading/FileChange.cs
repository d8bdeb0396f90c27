namespace ClaudeSidecar.Context.Memory.Reading;

/// <summary>What Claude Code says of a file that it wrote.</summary>
internal static class FileChange
{
    /// <summary>False when the file may hold something else than what the call said: the user changed the proposal, or the file had changed before.</summary>
    public static bool IsAsWritten(string result) =>
        !result.Contains("user modified your proposed changes", StringComparison.Ordinal) && !result.Contains("had been modified on disk", StringComparison.Ordinal);
}
