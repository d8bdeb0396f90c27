namespace ClaudeSidecar.Context.Memory;

/// <summary>The content of a file as it was known at some time.</summary>
/// <param name="Hash">A short hash of the text; of the part, where only a part is known.</param>
/// <param name="Lines">How many lines that are.</param>
/// <param name="IsWhole">False: only a part of the file was seen.</param>
/// <param name="At">The number of the message that told it, from 0.</param>
/// <param name="IsCurrent">False: the file has been changed since, in a way that this does not show.</param>
public sealed record FileVersion(string Hash, int Lines, bool IsWhole, int At, bool IsCurrent = true);
