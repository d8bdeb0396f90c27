using System.CommandLine;

namespace ClaudeSidecar.Cli;

/// <summary><c>switch</c>: pins the route of the running sidecar, or releases it.</summary>
internal static class SwitchCommand
{
    public static Command Create()
    {
        var provider = new Argument<string>("provider") { Description = "auto, cloud, local, or a provider's name" };
        var session = new Option<string?>("--session") { Description = "Only this session of Claude Code", HelpName = "ID" };
        var command = new Command("switch", "Pins who answers, or releases the pin (auto)") { provider, session };
        command.SetAction(async (parsed, cancellation) =>
        {
            using var sidecar = RunningSidecar.Require(parsed.Paths());
            var route = await sidecar.SwitchAsync(parsed.GetValue(provider)!, parsed.GetValue(session), cancellation);
            Console.WriteLine(Wording.FromEnvironment().IsChinese ? route.TextZh : route.Text);
            return ExitCodes.Done;
        });
        return command;
    }
}
