namespace ClaudeSidecar.Context.Git;

/// <summary>A commit of the current branch.</summary>
/// <param name="Id">Its abbreviated id, seven digits.</param>
/// <param name="Subject">The first line of its message.</param>
/// <param name="At">When it was committed.</param>
public sealed record GitCommit(string Id, string Subject, DateTimeOffset At);
