using System.CommandLine;
using ClaudeSidecar.Context.Memory;
using ClaudeSidecar.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClaudeSidecar.Cli;

/// <summary><c>handoff</c>: the context that another model gets of a session.</summary>
internal static class HandoffCommand
{
    public static Command Create()
    {
        var session = new Option<string?>("--session") { Description = "This session of Claude Code (default: the one seen last)", HelpName = "ID" };
        var json = new Option<bool>("--json") { Description = "Prints the JSON of GET /v1/handoff" };
        var forget = new Option<bool>("--forget") { Description = "Deletes what is kept on disk of the session, or of all without --session, and prints nothing else" };
        var command = new Command("handoff", "Prints the context that the local model would get now, with token counts for each part") { session, json, forget };
        command.SetAction(async (parsed, cancellation) =>
        {
            var id = parsed.GetValue(session);
            if (parsed.GetValue(forget))
            {
                return Forget(parsed.Paths(), id);
            }

            using var sidecar = RunningSidecar.Require(parsed.Paths());
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

    // The files are ours alone: nobody need run for it. A session that goes on is remembered anew from its next turn.
    private static int Forget(SidecarPaths paths, string? session)
    {
        var words = Wording.FromEnvironment();
        var store = new MemoryStore(paths, TimeProvider.System, NullLogger<MemoryStore>.Instance);
        try
        {
            var count = session is null ? store.ForgetAll() : store.Forget(session) ? 1 : 0;
            Console.WriteLine(count == 0
                ? words.Say("Nothing was kept.", "没有保存任何内容。")
                : words.Say($"Forgotten: what was kept of {count} {(count == 1 ? "session" : "sessions")}.", $"已删除 {count} 个会话的内容。"));
            return ExitCodes.Done;
        }
        catch (IOException refused)
        {
            throw new CliException($"{paths.Sessions} cannot be emptied: {refused.Message} Close what holds its files, and try again.");
        }
    }
}
