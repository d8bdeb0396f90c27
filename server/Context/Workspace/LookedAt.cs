namespace ClaudeSidecar.Context.Workspace;

/// <summary>What a reading depends on: files whether they are there or not, and folders with all that is in them.</summary>
internal sealed class LookedAt
{
    private readonly HashSet<string> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);

    /// <summary>The reading depends on this file.</summary>
    /// <returns>The path.</returns>
    public string File(string path)
    {
        _files.Add(path);
        return path;
    }

    /// <summary>The reading depends on everything in this folder.</summary>
    /// <returns>The path.</returns>
    public string Folder(string path)
    {
        _folders.Add(path);
        return path;
    }

    /// <summary>True when a change of this path may be a change of what was read: it is one of the files, lies around one, or lies in one of the folders.</summary>
    public bool Concerns(string path) =>
        _files.Contains(path)
        || _folders.Any(folder => EditorBook.Contains(folder, path))
        || _files.Concat(_folders).Any(wanted => EditorBook.Contains(path, wanted));

    /// <summary>The folders to watch so that no change is missed: of a path whose folder is not there, the nearest one that is.</summary>
    /// <param name="within">Says which folders may be watched.</param>
    public IReadOnlySet<WatchedFolder> Watched(Func<string, bool> within)
    {
        var watched = _folders.Where(Directory.Exists).Select(folder => new WatchedFolder(folder, Whole: true)).ToHashSet();
        foreach (var path in _files.Concat(_folders))
        {
            var folder = Path.GetDirectoryName(path);
            while (folder is not null && !Directory.Exists(folder))
            {
                folder = Path.GetDirectoryName(folder);
            }

            if (folder is not null && within(folder))
            {
                watched.Add(new(folder, Whole: false));
            }
        }

        return watched;
    }
}
