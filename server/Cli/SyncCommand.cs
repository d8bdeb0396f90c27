using System.CommandLine;
using ClaudeSidecar.Control;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Settings.ClaudeSettings;
using ClaudeSidecar.Storage;

namespace ClaudeSidecar.Cli;

/// <summary><c>sync</c>: writes, shows or removes our keys in a folder's Claude Code settings. Works with and without a running sidecar.</summary>
internal static class SyncCommand
{
    public static Command Create()
    {
        var workspace = new Option<string?>("--workspace") { Description = "The folder (default: the current one)", HelpName = "DIR" };
        var check = new Option<bool>("--check") { Description = "Shows what would be written, and writes nothing" };
        var remove = new Option<bool>("--remove") { Description = "Takes our keys out again" };
        var command = new Command("sync", "Sends a folder's Claude Code sessions through the sidecar, by its settings files") { workspace, check, remove };
        command.Validators.Add(result =>
        {
            if (result.GetValue(check) && result.GetValue(remove))
            {
                result.AddError("--check and --remove exclude each other.");
            }
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            var folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(parsed.GetValue(workspace) ?? Directory.GetCurrentDirectory()));
            if (!Directory.Exists(folder))
            {
                throw new CliException($"{folder} is no folder: name the folder of your project with --workspace.");
            }

            var paths = parsed.Paths();
            StateFolder.Open(paths);
            var options = Options(paths);
            var sync = WorkspaceSync.Open(paths, () => options, TimeProvider.System);
            return parsed.GetValue(remove)
                ? Report(sync.Remove(folder, await AnySessionAsync(paths, folder, cancellation)))
                : Apply(sync, paths, options, folder, parsed.GetValue(check));
        });
        return command;
    }

    /// <summary>True when a session was seen, of this folder or of none that is known, that may still hold our base URL.</summary>
    public static bool AnySession(StatusReport report, string folder) => report.Sessions.Any(session => session.Folder is null || session.Folder == folder);

    private static int Apply(ClaudeSettingsSync sync, SidecarPaths paths, SidecarOptions options, string folder, bool checkOnly)
    {
        var owned = new OwnedSettings { BaseUrl = $"{BaseUrl(paths, options)}/w/{new WorkspaceStore(paths).GetOrCreate(folder)}", EnsureCommand = Settings.ClaudeSettings.EnsureCommand.For(paths) };
        var outcome = sync.Apply(folder, owned, checkOnly);
        if (checkOnly && outcome is { Succeeded: true, Changed: true })
        {
            foreach (var line in LineDiff.Of(outcome.Before ?? "", outcome.After ?? ""))
            {
                Console.WriteLine(line);
            }
        }

        return Report(outcome);
    }

    private static int Report(SyncOutcome outcome)
    {
        if (!outcome.Succeeded)
        {
            throw new CliException(outcome.Message);
        }

        Console.WriteLine(outcome.Message);
        return ExitCodes.Done;
    }

    // Chosen and kept now, so that the sidecar will listen where the settings point to.
    private static string BaseUrl(SidecarPaths paths, SidecarOptions options)
    {
        if (InstanceFile.ReadAlive(paths) is { } running)
        {
            return running.BaseUrl;
        }

        var memory = new PortMemory(paths);
        if (memory.Recall(options.Listen.Port) is { } kept)
        {
            return $"http://127.0.0.1:{kept}";
        }

        var port = memory.Choose(null, options.Listen.Port);
        memory.Remember(port, options.Listen.Port);
        return $"http://127.0.0.1:{port}";
    }

    private static SidecarOptions Options(SidecarPaths paths)
    {
        if (!File.Exists(paths.Configuration))
        {
            return new();
        }

        var read = OptionsReader.Parse(File.ReadAllBytes(paths.Configuration), paths.Configuration);
        return read.Options ?? throw new CliException(string.Join(Environment.NewLine, read.Errors));
    }

    private static async Task<bool> AnySessionAsync(SidecarPaths paths, string folder, CancellationToken cancellation)
    {
        using var sidecar = RunningSidecar.Find(paths);
        return sidecar is not null && AnySession(await sidecar.StatusAsync(cancellation), folder);
    }
}
