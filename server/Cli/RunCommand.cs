using System.CommandLine;
using ClaudeSidecar.Settings.ClaudeSettings;
using ClaudeSidecar.Storage;

namespace ClaudeSidecar.Cli;

/// <summary><c>run [--] COMMAND…</c>: a command whose Claude Code goes through the sidecar, without a change to any settings file.</summary>
internal static class RunCommand
{
    private const string Name = "run";

    public static Command Create()
    {
        var words = new Argument<string[]>("command") { Description = "What to run (default: claude)", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(Name, "Runs a command through the sidecar, which is started when it is not running") { words };
        command.SetAction(async (parsed, cancellation) =>
        {
            var paths = parsed.Paths();
            var instance = await Ensurance.RunAsync(paths, TimeProvider.System, cancellation);
            var key = new WorkspaceStore(paths).GetOrCreate(Directory.GetCurrentDirectory());
            var environment = new Dictionary<string, string>
            {
                [OwnedSettings.BaseUrlKey] = $"{instance.BaseUrl}/w/{key}",
                [OwnedSettings.HintKey] = "1",
            };
            return await Successor.BecomeAsync(parsed.GetValue(words) is { Length: > 0 } given ? given : ["claude"], environment);
        });
        return command;
    }

    /// <summary>Puts <c>--</c> before the command to run, so that its own options are not taken for ours.</summary>
    public static string[] Separate(string[] args)
    {
        var at = Array.IndexOf(args, Name);
        if (at < 0 || Enumerable.Range(0, at).Any(index => !args[index].StartsWith('-') && (index == 0 || args[index - 1] != "--state-dir")))
        {
            return args;
        }

        for (var index = at + 1; index < args.Length; index++)
        {
            if (args[index] == "--")
            {
                return args;
            }

            if (!args[index].StartsWith('-') && args[index - 1] != "--state-dir")
            {
                return [.. args[..index], "--", .. args[index..]];
            }
        }

        return args;
    }
}
