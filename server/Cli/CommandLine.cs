using System.CommandLine;
using ClaudeSidecar.Cli.Doctor;
using ClaudeSidecar.Control;
using ClaudeSidecar.Storage;

namespace ClaudeSidecar.Cli;

/// <summary>The command line as a table, and what every command has in common: exit codes and how errors are told (design 3).</summary>
internal static class CommandLine
{
    /// <summary>Runs the command that the arguments name.</summary>
    /// <returns>One of <see cref="ExitCodes"/>, or the exit code of the command that <c>run</c> ran.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Create().Parse(RunCommand.Separate(args));
        if (parsed.Errors.Count > 0)
        {
            await Console.Error.WriteLineAsync(Fault(parsed));
            return ExitCodes.WrongUsage;
        }

        try
        {
            return await parsed.InvokeAsync(new() { EnableDefaultExceptionHandler = false });
        }
        catch (Exception failure) when (failure is CliException or StorageException or ControlException)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return ExitCodes.Failed;
        }
        catch (OperationCanceledException)
        {
            return ExitCodes.Failed; // Ctrl-C: the user knows why
        }
    }

    private static string Fault(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var path = string.Join(' ', command.Parents.Append(command).Select(symbol => symbol.Name));
        var names = string.Join(", ", command.Subcommands.Select(known => known.Name));
        return (names, parsed.UnmatchedTokens) switch
        {
            ("", _) => $"{string.Join(' ', parsed.Errors.Select(error => error.Message))} Try: {path} --help",
            (_, [var unknown, ..]) => $"There is no command \"{path} {unknown}\": use one of {names}. Try: {path} --help",
            _ => $"{path} needs a command: one of {names}. Try: {path} --help",
        };
    }

    /// <summary>Every command.</summary>
    public static RootCommand Create()
    {
        var root = new RootCommand("Keeps Claude Code working when the quota runs out: it answers from a local model or another cloud, and returns.")
        {
            StateOption.Option,
            ServeCommand.Create(),
            AttachCommand.Create(),
            EnsureCommand.Create(),
            StopCommand.Create(),
            RunCommand.Create(),
            StatusCommand.Create(),
            SwitchCommand.Create(),
            SyncCommand.Create(),
            StatuslineCommand.Create(),
            HandoffCommand.Create(),
            DoctorCommand.Create(),
            SimulateCommand.Create(),
        };
        return root;
    }
}
