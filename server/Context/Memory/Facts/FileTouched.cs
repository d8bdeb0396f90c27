namespace ClaudeSidecar.Context.Memory.Facts;

/// <summary>A file was read or changed.</summary>
/// <param name="Path">As the call named it: a file tool's is absolute, a command's often relative.</param>
/// <param name="Deed">What was done with it.</param>
/// <param name="Version">The content that is known of it from now on; null: what was known before may hold no longer, or says no more than before.</param>
/// <param name="Lines">Lines added and removed, as far as the call tells; 0 for a read.</param>
public sealed record FileTouched(string Path, FileDeed Deed, TextVersion? Version = null, int Lines = 0) : Fact;
