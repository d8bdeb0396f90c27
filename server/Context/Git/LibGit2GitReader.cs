using ClaudeSidecar.Settings.ClaudeSettings;
using LibGit2Sharp;

namespace ClaudeSidecar.Context.Git;

/// <summary>Reads repositories through libgit2, without starting a process. The only class that names LibGit2Sharp; a repository that it cannot open is read through the <c>git</c> command.</summary>
public sealed partial class LibGit2GitReader : ITrackedFiles
{
    /// <summary>Version of the native library; null when it does not load on this machine.</summary>
    public static string? LibraryVersion()
    {
        try
        {
            return GlobalSettings.Version.InformationalVersion;
        }
        catch (Exception missing) when (missing is TypeInitializationException or DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public bool IsTracked(string path)
    {
        // libgit2 knows the index by real paths; the folder, or the file itself, may be reached through a link, or not exist yet.
        var folder = ExistingParent(path);
        try
        {
            if (Repository.Discover(folder) is not { } found)
            {
                return false;
            }

            using var repository = new Repository(found);
            return repository.Info.WorkingDirectory is { } root && repository.Index[Within(root, RealPath(folder, path))] is not null;
        }
        catch (Exception unreadable) when (IsUnreadable(unreadable))
        {
            return GitCommand.IsTracked(folder, path);
        }
    }

    private static bool IsUnreadable(Exception exception) =>
        exception is LibGit2SharpException or TypeInitializationException or DllNotFoundException or EntryPointNotFoundException;

    private static string Within(string root, string path) => Path.GetRelativePath(root, path).Replace('\\', '/');

    private static string ExistingParent(string path)
    {
        var folder = Path.GetDirectoryName(path);
        while (folder is not null && !Directory.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? Path.GetPathRoot(path)!;
    }

    private static string RealPath(string folder, string path)
    {
        var root = Path.GetPathRoot(folder)!;
        var real = folder[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries)
            .Aggregate(root, (parent, name) => Directory.ResolveLinkTarget(Path.Combine(parent, name), returnFinalTarget: true)?.FullName ?? Path.Combine(parent, name));
        return Path.Combine(real, Path.GetRelativePath(folder, path));
    }
}
