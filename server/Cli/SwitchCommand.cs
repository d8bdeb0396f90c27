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
            var words = Wording.FromEnvironment();
            Console.WriteLine(words.Say(route.Text, route.TextZh));
            if (route.Local && await AbsenceAsync(sidecar, route.Provider, cancellation) is { } absence)
            {
                await Console.Error.WriteLineAsync(words.Say(
                    $"{route.Provider} does not answer at present ({absence}): start your local server, or go back with `claude-sidecar switch auto`.",
                    $"{route.Provider} 目前没有应答（{absence}）：请启动本地服务器，或用 `claude-sidecar switch auto` 返回。"));
            }

            return ExitCodes.Done;
        });
        return command;
    }

    // Asked anew: the user may just have started it.
    private static async Task<string?> AbsenceAsync(RunningSidecar sidecar, string provider, CancellationToken cancellation)
    {
        await sidecar.ProbeAsync(cancellation);
        var report = await sidecar.StatusAsync(cancellation);
        return report.Backends.FirstOrDefault(backend => backend.Name == provider) is { State: "down" } down ? down.Detail?.TrimEnd('.') ?? down.BaseUrl : null;
    }
}
