namespace ClaudeSidecar.Cli;

/// <summary>A command that cannot do its work; the message is one sentence for stderr: what, where, what to do.</summary>
public sealed class CliException(string message) : Exception(message);
