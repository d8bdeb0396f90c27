using ClaudeSidecar.Storage;

namespace ClaudeSidecar.Settings.ClaudeSettings;

/// <summary>Puts our keys into Claude Code's settings of a folder, and takes them out again (design 8.8). Safe beside other processes that do the same.</summary>
public sealed class ClaudeSettingsSync(SidecarPaths paths, Func<SidecarOptions> options, ITrackedFiles tracked, ClaudeFolders folders, TimeProvider time)
{
    private const int Tries = 3;

    private readonly SettingsJournal _journal = new(paths);

    /// <summary>Writes our keys, or, with <paramref name="checkOnly"/>, shows what would be written.</summary>
    /// <param name="folder">Absolute path of the workspace.</param>
    /// <param name="owned">What to write.</param>
    /// <param name="checkOnly">True: nothing is written.</param>
    public SyncOutcome Apply(string folder, OwnedSettings owned, bool checkOnly = false)
    {
        var target = Target(folder);
        return Guarded(target, () =>
        {
            var check = new BaseUrlCheck(folders, tracked, options());
            if (check.Refusal(folder, target) is { } refusal)
            {
                throw new SettingsException(refusal);
            }

            if (!checkOnly)
            {
                LeaveOtherFiles(folder, target);
            }

            var outcome = Retry(target, file => Apply(file, folder, owned, checkOnly));
            return check.Warning(folder) is { } warning ? outcome with { Message = $"{outcome.Message} {warning}" } : outcome;
        });
    }

    /// <summary>Takes our keys out.</summary>
    /// <param name="folder">Absolute path of the workspace.</param>
    /// <param name="sessionsAlive">True: sessions that went through the sidecar may still run. They keep a deleted key's value, so it becomes <c>""</c> first; <see cref="FinishPendingRemovals"/> does the rest.</param>
    public SyncOutcome Remove(string folder, bool sessionsAlive)
    {
        var target = Target(folder);
        return Guarded(target, () =>
        {
            var known = _journal.Read().Where(entry => entry.Folder == folder).Select(entry => entry.File);
            var outcomes = known.Union(FilesThatLookOurs(folder)).ToList()
                .ConvertAll(path => Retry(path, file => Remove(file, folder, sessionsAlive)));
            return outcomes switch
            {
                [] => new() { File = target, Changed = false, Succeeded = true, Message = $"{target} holds nothing of ours." },
                [var only] => only,
                _ => outcomes[0] with { Changed = outcomes.Exists(outcome => outcome.Changed), Message = string.Join(' ', outcomes.Select(outcome => outcome.Message)) },
            };
        });
    }

    /// <summary>Gives back the bytes of every file in which an empty base URL still stands for our keys. For the start and the end of <c>serve</c>, when no session needs it.</summary>
    public IReadOnlyList<SyncOutcome> FinishPendingRemovals() =>
    [
        .. _journal.Read().Where(entry => entry.Pending).Select(entry =>
            Guarded(entry.File, () => Retry(entry.File, file => Remove(file, entry.Folder, sessionsAlive: false)))),
    ];

    private static SyncOutcome Outcome(SettingsFile file, string? before, string? after, string done, string nothing) => new()
    {
        File = file.Path,
        Changed = before != after,
        Succeeded = true,
        Message = before != after ? done : nothing,
        Before = before,
        After = after,
    };

    private string Target(string folder)
    {
        var project = Path.Combine(folder, ".claude", "settings.json");
        var local = Path.Combine(folder, ".claude", "settings.local.json");
        return options().Settings.Target switch
        {
            "project" => project,
            "local" => local,
            "user" => Path.Combine(folders.User, "settings.json"),
            _ => tracked.IsTracked(project) ? local : project,
        };
    }

    private SyncOutcome Guarded(string file, Func<SyncOutcome> work)
    {
        try
        {
            using var held = _journal.Hold();
            return work();
        }
        catch (SettingsException refused)
        {
            return new() { File = file, Changed = false, Succeeded = false, Message = refused.Message };
        }
    }

    private SyncOutcome Retry(string path, Func<SettingsFile, SyncOutcome?> work)
    {
        var file = new SettingsFile(path, time);
        for (var tries = 0; tries < Tries; tries++)
        {
            if (work(file) is { } outcome)
            {
                return outcome;
            }
        }

        throw new SettingsException($"{path} is being changed by another program all the time: run this again when that has ended; nothing was written.");
    }

    private SyncOutcome? Apply(SettingsFile file, string folder, OwnedSettings owned, bool checkOnly)
    {
        var before = file.Read();
        var entry = _journal.Find(file.Path);
        var unchanged = entry is not { Pending: true } && before.Document.Holds(owned);
        var clean = entry is null && !LooksOurs(before) ? before.Document : ClaudeSettingsDocument.Parse(before.Document.Remove(entry?.Undo))!;
        if (!unchanged && clean.Obstacle is { } obstacle)
        {
            throw new SettingsException($"{file.Path} cannot take our keys, for {obstacle}: correct that and run this again; nothing was written.");
        }

        var (after, undo) = unchanged ? (before.Text, null) : clean.Apply(owned);
        if (after != before.Text && !checkOnly && !Write(file, before, after, new()
        {
            File = file.Path,
            Folder = folder,
            Undo = undo!,
            MadeFile = before.Bytes is null || entry is { MadeFile: true },
            MadeFolder = !Directory.Exists(Path.GetDirectoryName(file.Path)) || entry is { MadeFolder: true },
        }))
        {
            return null;
        }

        var done = checkOnly ? $"{file.Path} would be changed so that Claude Code goes through {owned.BaseUrl}." : $"{file.Path} now sends Claude Code through {owned.BaseUrl}.";
        return Outcome(file, before.Bytes is null ? null : before.Text, after, done, $"{file.Path} already sends Claude Code through {owned.BaseUrl}.");
    }

    private SyncOutcome? Remove(SettingsFile file, string folder, bool sessionsAlive)
    {
        var before = file.Read();
        var entry = _journal.Find(file.Path);
        if (before.Bytes is null)
        {
            _journal.Drop(file.Path);
            return Outcome(file, null, null, "", $"{file.Path} is gone, and our keys with it.");
        }

        var clean = before.Document.Remove(entry?.Undo);
        var document = ClaudeSettingsDocument.Parse(clean)!;
        if (sessionsAlive && document.BaseUrl is null && before.Document.BaseUrl is not null)
        {
            var (fallback, undo) = document.Apply(OwnedSettings.Fallback);
            var pending = (entry ?? new() { File = file.Path, Folder = folder, Undo = undo }) with { Undo = undo, Pending = true };
            return fallback == before.Text || Write(file, before, fallback, pending)
                ? Outcome(file, before.Text, fallback, $"{file.Path} sends running sessions back to Anthropic; the rest is restored when they have ended.", $"{file.Path} is restored when the running sessions have ended.")
                : null;
        }

        var gone = entry is { MadeFile: true } && clean == (entry.Undo.Blank ?? "");
        if (clean != before.Text && !(gone ? file.TryDelete(before, entry!.MadeFolder) : file.TryWrite(before, clean)))
        {
            return null;
        }

        _journal.Drop(file.Path);
        return Outcome(file, before.Text, gone ? null : clean, $"{file.Path} is as it was before.", $"{file.Path} holds nothing of ours.");
    }

    // The journal first: a crash between the two must not leave a text that nobody can take out.
    private bool Write(SettingsFile file, SettingsFile.Content before, string text, JournalEntry entry)
    {
        var old = _journal.Find(file.Path);
        _journal.Put(entry);
        var written = false;
        try
        {
            return written = file.TryWrite(before, text);
        }
        finally
        {
            if (!written && old is null)
            {
                _journal.Drop(file.Path);
            }
            else if (!written)
            {
                _journal.Put(old!);
            }
        }
    }

    // The target has changed, or a file has come under git since.
    private void LeaveOtherFiles(string folder, string target)
    {
        foreach (var entry in _journal.Read().Where(entry => entry.Folder == folder && entry.File != target))
        {
            Retry(entry.File, file => Remove(file, folder, sessionsAlive: false));
        }
    }

    private IEnumerable<string> FilesThatLookOurs(string folder) => folders.SourcesFor(folder)
        .Where(source => source.Scope is not SettingsScope.Managed && source.BaseUrl() is { } url && ClaudeSettingsDocument.IsOurs(url))
        .Where(source => source.Scope is not SettingsScope.User || options().Settings.Target == "user")
        .Select(source => source.File);

    private static bool LooksOurs(SettingsFile.Content content) => content.Document.BaseUrl is { } url && ClaudeSettingsDocument.IsOurs(url);
}
