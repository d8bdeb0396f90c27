using System.Globalization;
using System.Text;

namespace ClaudeSidecar.Context.Memory.Brief;

/// <summary>Writes the files of a brief. Their common folder is named once: absolute paths are long, and the beginnings of all the same.</summary>
internal sealed class BriefFiles(SessionMemory memory, BriefLevel level, StringBuilder text)
{
    // From here on each file is worth a line of its own.
    private const int ShowsDeeds = 26;

    public void Write()
    {
        // What only commands named is most likely an output: it comes after what was worked on.
        var files = memory.Files.Reverse().OrderByDescending(file => PathName.IsAbsolute(file.Path)).ToLookup(file => file.IsChanged || file.Last == FileDeed.ChangedOutside);
        var changed = files[true].ToList();
        var read = files[false].ToList();
        var folder = CommonFolder([.. changed.Take(level.Changed), .. read.Take(level.Read)]);
        Write("Files changed", changed, level.Changed, folder);
        Write("Files only read", read, level.Read, folder);
    }

    private void Write(string name, List<FileMemory> files, int most, string folder)
    {
        if (files.Count == 0 || most == 0)
        {
            return;
        }

        text.Append("## ").Append(name).Append(folder.Length > 0 ? $" in {folder}" : "").Append(" (latest first)\n");
        var more = files.Count > most ? string.Create(CultureInfo.InvariantCulture, $"and {files.Count - most} more") : "";
        if (level.Changed < ShowsDeeds)
        {
            text.AppendJoin(", ", [.. files.Take(most).Select(file => Name(file, folder) + Mark(file)), .. more.Length > 0 ? (string[])[more] : []]).Append('\n');
            return;
        }

        foreach (var file in files.Take(most))
        {
            text.Append("- ").Append(Name(file, folder)).Append(": ").Append(Deeds(file)).Append('\n');
        }

        text.Append(more.Length > 0 ? $"- {more}\n" : "");
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

    private static string CommonFolder(List<FileMemory> files)
    {
        // A command's path may be relative to a folder that is not known.
        files = [.. files.Where(file => PathName.IsAbsolute(file.Path))];
        if (files.Count < 2)
        {
            return "";
        }

        var folder = files[0].Path.AsSpan();
        foreach (var file in files)
        {
            folder = folder[..folder.CommonPrefixLength(file.Path)];
        }

        return folder[..(folder.LastIndexOfAny('/', '\\') + 1)] is { Length: > 1 } common ? common.ToString() : "";
    }
}
