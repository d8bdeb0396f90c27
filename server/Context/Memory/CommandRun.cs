namespace ClaudeSidecar.Context.Memory;

/// <summary>A command that was run.</summary>
/// <param name="Command">An excerpt of the command.</param>
/// <param name="Exit">Its exit code; null where it is not known.</param>
/// <param name="Outcome">How it went.</param>
/// <param name="Output">The end of its output.</param>
/// <param name="At">The number of the message that brought the result, from 0.</param>
public sealed record CommandRun(string Command, int? Exit, CommandOutcome Outcome, string Output, int At);
