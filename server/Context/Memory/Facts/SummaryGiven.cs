namespace ClaudeSidecar.Context.Memory.Facts;

/// <summary>The summary that a compaction put in the place of all messages before it.</summary>
/// <param name="Task">What the user wants, in the summary's words.</param>
/// <param name="State">What was pending and what was being done; null where it says nothing of it.</param>
/// <param name="Wishes">The user's messages as it lists them, first to last.</param>
public sealed record SummaryGiven(string Task, string? State, IReadOnlyList<string> Wishes) : Fact;
