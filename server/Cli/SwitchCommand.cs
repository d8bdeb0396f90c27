using System.CommandLine;
using ClaudeSidecar.Control;

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
            var words = Wording.FromEnvironment();
            Console.WriteLine(words.Say(route.Text, route.TextZh));
            if (await TroubleAsync(sidecar, route, words, cancellation) is { } trouble)
            {
                await Console.Error.WriteLineAsync(trouble);
            }

            return ExitCodes.Done;
        });
        return command;
    }

    // What the user may not know of whom he has chosen.
    private static async Task<string?> TroubleAsync(RunningSidecar sidecar, RouteStatus route, Wording words, CancellationToken cancellation)
    {
        if (route.Local)
        {
            // Asked anew: the user may just have started it.
            await sidecar.ProbeAsync(cancellation);
        }

        var report = await sidecar.StatusAsync(cancellation);
        if (report.Backends.FirstOrDefault(backend => backend.Name == route.Provider) is not { } chosen)
        {
            return null;
        }

        var why = (chosen.Detail is { } detail ? words.Say(detail, chosen.DetailZh ?? detail) : chosen.BaseUrl).TrimEnd('.', '。');
        return chosen.State switch
        {
            "down" when route.Local => words.Say(
                $"{chosen.Name} does not answer at present ({why}): start your local server, or go back with `claude-sidecar switch auto`.",
                $"{chosen.Name} 目前没有应答（{why}）：请启动本地服务器，或用 `claude-sidecar switch auto` 返回。"),
            "down" or "limited" when route.Mode != "auto" => words.Say(
                $"{chosen.Name} cannot answer at present ({why}): its refusals reach your sessions. Go back with `claude-sidecar switch auto`.",
                $"{chosen.Name} 目前无法回答（{why}）：其拒绝会直接传给您的会话。可用 `claude-sidecar switch auto` 返回。"),
            _ => null,
        };
    }
}
