namespace ClaudeSidecar.Context.Memory.Reading;

/// <summary>One command of a command line.</summary>
/// <param name="Words">The program and its arguments, quotes taken off.</param>
/// <param name="Targets">Files that its output is redirected to.</param>
/// <param name="IsPiped">True: it reads what the one before it writes.</param>
/// <param name="HasHereText">True: a text follows for it to read.</param>
internal sealed record ShellCommand(List<string> Words, List<string> Targets, bool IsPiped, bool HasHereText);
