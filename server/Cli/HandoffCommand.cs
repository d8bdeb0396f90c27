using System.CommandLine;
using ClaudeSidecar.Control;

namespace ClaudeSidecar.Cli;

/// <summary><c>handoff</c>: where each session goes next.</summary>
internal static class HandoffCommand
{
    public static Command Create()
    {
        var session = new Option<string?>("--session") { Description = "Only this session of Claude Code", HelpName = "ID" };
        var command = new Command("handoff", "Says who answers next, and who answered each session last") { session };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var sidecar = RunningSidecar.Require(parsed.Paths());
            var report = await sidecar.StatusAsync(cancellation);
            Print(report, parsed.GetValue(session));
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Print(StatusReport report, string? id)
    {
        var chosen = report.Sessions.Where(session => id is null || session.Id == id).ToList();
        if (id is not null && chosen.Count == 0)
        {
            throw new CliException($"Session {id} has not been seen: `claude-sidecar status` lists those that were.");
        }

        var words = Wording.FromEnvironment();
        var next = report.Route;
        Console.WriteLine(words.Say($"The next turn goes to {next.Provider}: {next.Text}", $"下一轮将由 {next.Provider} 应答：{next.TextZh}"));
        foreach (var session in chosen)
        {
            Console.WriteLine(words.Say($"  {session.Id}: last answered by {session.Provider}", $"  {session.Id}：上次由 {session.Provider} 应答"));
        }

        Console.WriteLine(words.Say(
            "The whole conversation is handed over as it is; token counts for each part are not available in this version.",
            "对话会原样整体移交；此版本尚不提供各部分的 token 计数。"));
    }
}
