using System.CommandLine;

namespace ClaudeSidecar.Cli;

/// <summary><c>handoff</c>: the context that another model gets of a session.</summary>
internal static class HandoffCommand
{
    public static Command Create()
    {
        var session = new Option<string?>("--session") { Description = "This session of Claude Code (default: the one seen last)", HelpName = "ID" };
        var json = new Option<bool>("--json") { Description = "Prints the JSON of GET /v1/handoff" };
        var command = new Command("handoff", "Prints the context that the local model would get now, with token counts for each part") { session, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var sidecar = RunningSidecar.Require(parsed.Paths());
            var id = parsed.GetValue(session);
            if (parsed.GetValue(json))
            {
                await using var output = Console.OpenStandardOutput();
                await output.WriteAsync(await sidecar.HandoffJsonAsync(id, cancellation), cancellation);
                Console.WriteLine();
                return ExitCodes.Done;
            }

            Console.Write(new HandoffText(Wording.FromEnvironment()).Render(await sidecar.HandoffAsync(id, cancellation)));
            return ExitCodes.Done;
        });
        return command;
    }
}
