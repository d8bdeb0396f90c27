namespace ClaudeSidecar.Context.Memory.Facts;

/// <summary>A call succeeded: errors of the same subject are over, and of what is narrower (<c>run npm test</c> covers <c>run npm test a.js</c>).</summary>
/// <param name="Subject">A tool's verb and what it was done to.</param>
public sealed record CallSucceeded(string Subject) : Fact;
