using System.CommandLine;

namespace ClaudeSidecar.Cli;

/// <summary><c>ensure</c>: starts the background process when it is not there, and prints the base URL.</summary>
internal static class EnsureCommand
{
    public static Command Create()
    {
        var command = new Command("ensure", "Starts the sidecar in the background when it is not running, and prints its base URL");
        command.SetAction(async (parsed, cancellation) =>
        {
            var instance = await Ensurance.RunAsync(parsed.Paths(), TimeProvider.System, cancellation);
            if (!RunsAsHook)
            {
                Console.WriteLine(instance.BaseUrl);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    // Claude Code puts what a SessionStart hook prints into the conversation, where our address would only be noise.
    private static bool RunsAsHook => Environment.GetEnvironmentVariable("CLAUDE_PROJECT_DIR") is { Length: > 0 };
}
