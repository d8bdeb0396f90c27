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
        var words = Wording.FromEnvironment();
        var claude = ClaudeChecks.VersionAsync(words, cancellation);
        var folder = StateChecks.Folder(paths, words);
        var (configuration, options) = StateChecks.Configuration(paths, words);
        var providers = ProviderChecks.RunAsync(options, words, cancellation);
        var usable = folder.Severity != Severity.Failure;
        return
        [
            folder,
            .. configuration,
            .. usable ? [StateChecks.Process(paths, options, words)] : Array.Empty<Finding>(),
            .. FamilyChecks.Files(paths, words),
            .. await providers,
            await claude,
            .. ClaudeChecks.Precedence(Directory.GetCurrentDirectory(), ClaudeFolders.Resolve(Environment.GetEnvironmentVariable), new LibGit2GitReader(), Environment.GetEnvironmentVariable, words),
            Git(words),
        ];
    }

    private static Finding Git(Wording words) => LibGit2GitReader.LibraryVersion() is { } version
        ? Finding.Ok(words.Say("git library", "git 库"), version)
        : Finding.Warn(
            words.Say("git library", "git 库"),
            words.Say("libgit2 does not load here; the git command is used instead", "libgit2 在此无法加载，改用 git 命令"),
            words.Say("reinstall claude-sidecar for this platform", "请重新安装适用于此平台的 claude-sidecar"));

    private static string Mark(Severity severity) => severity switch
    {
        Severity.Ok => "ok  ",
        Severity.Warning => "warn",
        _ => "FAIL",
    };
}
