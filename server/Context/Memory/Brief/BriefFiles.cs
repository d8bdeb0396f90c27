using System.Globalization;

namespace ClaudeSidecar.Context.Memory.Brief;

/// <summary>Writes the files of a brief. Their common folder is named once: absolute paths are long, and the beginnings of all the same.</summary>
internal sealed class BriefFiles(SessionMemory memory, BriefLevel level)
{
    // From here on each file is worth a line of its own.
    private const int ShowsDeeds = 26;

    public void Write(BriefText text)
    {
        // What only commands named is most likely an output: it comes after what was worked on.
        var files = memory.Files.Reverse().OrderByDescending(file => PathName.IsAbsolute(file.Path)).ToLookup(file => file.IsChanged || file.Last == FileDeed.ChangedOutside);
        var changed = files[true].ToList();
        var read = files[false].ToList();
        var folder = CommonFolder();
        Write(text, "Files changed", changed, level.Changed, folder);
        Write(text, "Files only read", read, level.Read, folder);
    }

    private void Write(BriefText text, string name, List<FileMemory> files, int most, string folder)
    {
        if (files.Count == 0 || most == 0)
        {
            return;
        }

        var heading = $"{name}{(folder.Length > 0 ? $" in {folder}" : "")} (latest first)";
        var more = files.Count > most ? string.Create(CultureInfo.InvariantCulture, $"and {files.Count - most} more") : null;
        if (level.Changed >= ShowsDeeds)
        {
            var lines = files.Take(most).Select(file => $"{Name(file, folder)}: {Deeds(file)}");
            text.List(heading, name, more is null ? lines : lines.Append(more));
        }
        else
        {
            var names = files.Take(most).Select(file => Name(file, folder) + Mark(file));
            text.Paragraph(heading, folder.Length > 0 ? $"{name} in …/{PathName.Name(folder)}/" : name, string.Join(", ", more is null ? names : names.Append(more)));
        }
    }

    private static string Name(FileMemory file, string folder) =>
        folder.Length > 0 && file.Path.StartsWith(folder, StringComparison.Ordinal) ? file.Path[folder.Length..] : file.Path;

    private static string Mark(FileMemory file) => file.Last == FileDeed.Deleted ? " (deleted)" : file.IsNew ? " (new)" : "";

    private static string Deeds(FileMemory file)
    {
        var deed = file switch
        {
            { Last: FileDeed.Deleted } => "deleted or moved",
            { Last: FileDeed.ChangedOutside } => "changed outside of the session",
            { IsNew: true } => "created",
            { Last: FileDeed.Written } => "written",
            { Last: FileDeed.Edited } => "edited",
            { Last: FileDeed.ChangedByCommand } => "changed by a command",
            _ => "read",
        };
        var times = file.Changes > 1 ? string.Create(CultureInfo.InvariantCulture, $", {file.Changes} changes") : "";
        return file.Version is { } version && file.Last != FileDeed.Deleted ? $"{deed}{times}, {Seen(version)}" : deed + times;
    }

    private static string Seen(FileVersion version) => string.Create(
        CultureInfo.InvariantCulture,
        $"{version.Lines} {(version.Lines == 1 ? "line" : "lines")}{(version.IsWhole ? "" : " of it")} seen in message {version.At}{(version.IsCurrent ? $" ({version.Hash})" : ", changed since")}");

    // Of all files, so that it is that of the workspace most of the time.
    private string CommonFolder()
    {
        // A command's path may be relative to a folder that is not known; a single file is shown whole.
        var paths = memory.Files.Select(file => file.Path).Where(PathName.IsAbsolute).ToList();
        if (paths.Count < 2)
        {
            return "";
        }

        var folder = paths[0].AsSpan();
        foreach (var path in paths)
        {
            folder = folder[..folder.CommonPrefixLength(path)];
        }

        return folder[..(folder.LastIndexOfAny('/', '\\') + 1)] is { Length: > 1 } common ? common.ToString() : "";
    }
}
