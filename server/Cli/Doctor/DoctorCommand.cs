using System.CommandLine;
using ClaudeSidecar.Context.Git;
using ClaudeSidecar.Settings.ClaudeSettings;
using ClaudeSidecar.Storage;

namespace ClaudeSidecar.Cli.Doctor;

/// <summary><c>doctor</c>: looks at everything that must be right, and says how to mend what is not.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Command("doctor", "Checks everything that must be right, and says how to mend what is not");
        command.SetAction(async (parsed, cancellation) =>
        {
            var worst = Severity.Ok;
            foreach (var finding in await FindAsync(parsed.Paths(), cancellation))
            {
                Console.WriteLine($"{Mark(finding.Severity)}  {finding.Subject}: {finding.Text}");
                if (finding.Fix is { } fix)
                {
                    Console.WriteLine($"      → {fix}");
                }

                foreach (var detail in finding.Details)
                {
                    Console.WriteLine($"      · {detail}");
                }

                worst = finding.Severity > worst ? finding.Severity : worst;
            }

            return worst == Severity.Failure ? ExitCodes.Failed : ExitCodes.Done;
        });
        return command;
    }

    private static async Task<IReadOnlyList<Finding>> FindAsync(SidecarPaths paths, CancellationToken cancellation)
    {
        // What waits for others goes on while the rest is looked at.
        var claude = ClaudeChecks.VersionAsync(cancellation);
        var folder = StateChecks.Folder(paths);
        var (configuration, options) = StateChecks.Configuration(paths);
        var providers = ProviderChecks.RunAsync(options, Wording.FromEnvironment(), cancellation);
        var usable = folder.Severity != Severity.Failure;
        return
        [
            folder,
            .. configuration,
            .. usable ? [StateChecks.Process(paths, options)] : Array.Empty<Finding>(),
            .. FamilyChecks.Files(paths),
            .. await providers,
            await claude,
            .. ClaudeChecks.Precedence(Directory.GetCurrentDirectory(), ClaudeFolders.Resolve(Environment.GetEnvironmentVariable), new LibGit2GitReader(), Environment.GetEnvironmentVariable),
            Git(),
        ];
    }

    private static Finding Git() => LibGit2GitReader.LibraryVersion() is { } version
        ? Finding.Ok("git library", version)
        : Finding.Warn("git library", "libgit2 does not load here; the git command is used instead", "reinstall claude-sidecar for this platform");

    private static string Mark(Severity severity) => severity switch
    {
        Severity.Ok => "ok  ",
        Severity.Warning => "warn",
        _ => "FAIL",
    };
}
