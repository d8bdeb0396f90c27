using System.CommandLine;

namespace ClaudeSidecar.Cli;

/// <summary><c>status</c>: quota, route, providers and sessions of the running sidecar.</summary>
internal static class StatusCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Prints the JSON of GET /v1/status" };
        var command = new Command("status", "Shows quota, who answers and why, sessions and providers") { json };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var sidecar = RunningSidecar.Require(parsed.Paths());
            if (parsed.GetValue(json))
            {
                await using var output = Console.OpenStandardOutput();
                await output.WriteAsync(await sidecar.StatusJsonAsync(cancellation), cancellation);
                await output.WriteAsync("\n"u8.ToArray(), cancellation);
            }
            else
            {
                var text = new StatusText(Wording.FromEnvironment(), TimeProvider.System.GetUtcNow(), TimeZoneInfo.Local);
                Console.Write(text.Render(await sidecar.StatusAsync(cancellation)));
            }

            return ExitCodes.Done;
        });
        return command;
    }
}
