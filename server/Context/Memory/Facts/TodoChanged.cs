namespace ClaudeSidecar.Context.Memory.Facts;

/// <summary>One task was made or changed (the task tools of Claude Code 2.1.197 and later).</summary>
/// <param name="Id">The task's number, as text.</param>
/// <param name="Text">What is to be done; null: as before.</param>
/// <param name="State">Its state; null: as before.</param>
/// <param name="IsDeleted">True: it is gone.</param>
public sealed record TodoChanged(string Id, string? Text, TodoState? State, bool IsDeleted = false) : Fact;
