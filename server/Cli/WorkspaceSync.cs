using ClaudeSidecar.Context.Git;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Settings.ClaudeSettings;
using ClaudeSidecar.Storage;

namespace ClaudeSidecar.Cli;

/// <summary>The settings sync of the running sidecar: as the command's, but it knows whether sessions of a folder are alive.</summary>
/// <param name="paths">Where state lies.</param>
/// <param name="options">The configuration in force.</param>
/// <param name="time">The clock.</param>
internal sealed class WorkspaceSync(SidecarPaths paths, OptionsStore options, TimeProvider time)
{
    private readonly ClaudeSettingsSync _sync = Open(paths, () => options.Current, time);

    /// <summary>The sync with real files, real git and this process's environment.</summary>
    /// <param name="paths">Where state lies.</param>
    /// <param name="options">The configuration in force whenever it is asked.</param>
    /// <param name="time">The clock.</param>
    public static ClaudeSettingsSync Open(SidecarPaths paths, Func<SidecarOptions> options, TimeProvider time) =>
        new(paths, options, new LibGit2GitReader(), ClaudeFolders.Resolve(Environment.GetEnvironmentVariable), time);

    /// <summary>Writes, shows or removes our keys.</summary>
    /// <param name="folder">Absolute path of the workspace.</param>
    /// <param name="baseUrl">What its sessions are to use.</param>
    /// <param name="action">Which of the three.</param>
    /// <param name="sessionsAlive">True while sessions of that folder may still run.</param>
    public SyncOutcome Run(string folder, string baseUrl, SyncAction action, bool sessionsAlive) => action == SyncAction.Remove
        ? _sync.Remove(folder, sessionsAlive)
        : _sync.Apply(folder, new() { BaseUrl = baseUrl, EnsureCommand = Settings.ClaudeSettings.EnsureCommand.For(paths) }, checkOnly: action == SyncAction.Check);

    /// <summary>Restores what earlier removals left for later: at the start and at the end nobody needs it any more.</summary>
    public void FinishPendingRemovals() => _sync.FinishPendingRemovals();
}
