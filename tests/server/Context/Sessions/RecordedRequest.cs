namespace ClaudeSidecar.Tests.Context.Sessions;

/// <summary>One request of a recorded session.</summary>
/// <param name="Turn">Its number, from 1.</param>
/// <param name="IsCompaction">Whether it asks for a summary, and not for the next answer.</param>
/// <param name="Body">What Claude Code sent.</param>
internal readonly record struct RecordedRequest(int Turn, bool IsCompaction, ReadOnlyMemory<byte> Body);
