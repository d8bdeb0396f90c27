using ClaudeSidecar.Wire;

namespace ClaudeSidecar.Execution.Answers;

/// <summary>How reading an answer went.</summary>
/// <param name="Kind"><see cref="FailureKind.None"/> when a whole message was made.</param>
/// <param name="Detail">The failure in our words, fit for a log; empty for none.</param>
/// <param name="ServerWords">What the server said, for the client; it may quote the conversation, so it is never logged.</param>
internal readonly record struct ReducerOutcome(FailureKind Kind, string Detail, string ServerWords = "");
