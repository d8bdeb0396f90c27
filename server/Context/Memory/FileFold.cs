using ClaudeSidecar.Context.Memory.Facts;

namespace ClaudeSidecar.Context.Memory;

/// <summary>Folds what is said of files, one entry a file, the one touched last at the end.</summary>
internal sealed class FileFold(IEnumerable<FileMemory> known)
{
    private readonly List<FileMemory> _files = [.. known];

    public void Add(FileTouched touched, int at)
    {
        var index = _files.FindLastIndex(file => PathName.IsSame(file.Path, touched.Path));
        var before = index < 0 ? new(touched.Path, touched.Deed, 0, IsNew: false, at, null) : _files[index];
        if (index >= 0)
        {
            _files.RemoveAt(index);
        }

        _files.Add(before with
        {
            // A file tool's path is the whole one.
            Path = PathName.IsAbsolute(touched.Path) ? touched.Path : before.Path,
            Last = Last(before, touched.Deed),
            Changes = before.Changes + (touched.Deed is FileDeed.Read or FileDeed.ChangedOutside ? 0 : 1),
            IsNew = touched.Deed == FileDeed.Created || (before.IsNew && touched.Deed != FileDeed.Deleted),
            At = at,
            Version = Version(before.Version, touched, at),
        });
        if (_files.Count > MemoryLimits.Files)
        {
            var read = _files.FindIndex(0, MemoryLimits.Files, file => !file.IsChanged);
            _files.RemoveAt(Math.Max(0, read));
        }
    }

    /// <summary>What is known of all files may hold no longer.</summary>
    public void Doubt()
    {
        for (var i = 0; i < _files.Count; i++)
        {
            if (_files[i].Version is { IsCurrent: true } version)
            {
                _files[i] = _files[i] with { Version = version with { IsCurrent = false } };
            }
        }
    }

    public List<FileMemory> ToList() => _files;

    // A read changes nothing; and of a command's own change the client tells as of one that somebody else made.
    private static FileDeed Last(FileMemory before, FileDeed now) =>
        (now == FileDeed.Read && before.IsChanged) || (now == FileDeed.ChangedOutside && before.Last == FileDeed.ChangedByCommand) ? before.Last : now;

    private static FileVersion? Version(FileVersion? before, FileTouched touched, int at)
    {
        if (touched.Version is not { } now)
        {
            return touched.Deed == FileDeed.Read || before is null ? before : before with { IsCurrent = false };
        }

        // A look at a part takes nothing from what is known of the whole.
        return !now.IsWhole && before is { IsWhole: true, IsCurrent: true } ? before : new(now.Hash, now.Lines, now.IsWhole, at);
    }
}
