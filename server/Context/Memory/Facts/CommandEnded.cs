namespace ClaudeSidecar.Context.Memory.Facts;

/// <summary>A command was run, or went into the background.</summary>
/// <param name="Command">An excerpt of the command.</param>
/// <param name="Exit">Its exit code; null where it is not known.</param>
/// <param name="Outcome">How it went.</param>
/// <param name="Output">The end of its output.</param>
public sealed record CommandEnded(string Command, int? Exit, CommandOutcome Outcome, string Output) : Fact;
