using ClaudeSidecar.Wire;

namespace ClaudeSidecar.Execution.Relay;

/// <summary>How the relaying of an answer ended.</summary>
/// <param name="Broken"><see cref="FailureKind.None"/>, or what broke it after it had begun.</param>
/// <param name="Error">The error event that the upstream ended its stream with, not yet given to the client; empty for none.</param>
public readonly record struct RelayEnd(FailureKind Broken, ReadOnlyMemory<byte> Error = default);
