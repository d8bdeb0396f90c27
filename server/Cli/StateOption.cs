using System.CommandLine;
using ClaudeSidecar.Storage;

namespace ClaudeSidecar.Cli;

/// <summary><c>--state-dir</c>, which every command understands alike.</summary>
internal static class StateOption
{
    /// <summary>The option; one instance, so that it can be read from every parse result.</summary>
    public static Option<string?> Option { get; } = new("--state-dir")
    {
        Description = "Folder for all state (default: $CLAUDE_SIDECAR_STATE_DIR, else the platform's state folder)",
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary>Where the state lies for this command line.</summary>
    public static SidecarPaths Paths(this ParseResult parsed) => SidecarPaths.Resolve(parsed.GetValue(Option), Environment.GetEnvironmentVariable);
}
