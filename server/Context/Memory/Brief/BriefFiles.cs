using System.Globalization;
using System.Text;

namespace ClaudeSidecar.Context.Memory.Brief;

/// <summary>Writes the files of a brief. Their common folder is named once: absolute paths are long, and the beginnings of all the same.</summary>
internal sealed class BriefFiles(SessionMemory memory, BriefLevel level, StringBuilder text)
{
    // From here on a version is worth its tokens.
    private const int ShowsVersions = 16;

    public void Write()
    {
        var changed = memory.Files.Where(file => file.IsChanged || file.Last == FileDeed.ChangedOutside).Reverse().ToList();
        var read = memory.Files.Where(file => !file.IsChanged && file.Last != FileDeed.ChangedOutside).Reverse().ToList();
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

        text.Append("## ").Append(name).Append(folder.Length > 0 ? $" in {folder}" : "").Append(" (the latest first)\n");
        foreach (var file in files.Take(most))
        {
            text.Append("- ").Append(file.Path.StartsWith(folder, StringComparison.Ordinal) ? file.Path[folder.Length..] : file.Path).Append(": ").Append(Deeds(file)).Append('\n');
        }

        if (files.Count > most)
        {
            text.Append(CultureInfo.InvariantCulture, $"- and {files.Count - most} more\n");
        }
    }

    private string Deeds(FileMemory file)
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
        return level.Changed >= ShowsVersions && file.Version is { } version && file.Last != FileDeed.Deleted ? $"{deed}{times}, {Seen(version)}" : deed + times;
    }

    private static string Seen(FileVersion version) => string.Create(
        CultureInfo.InvariantCulture,
        $"{version.Lines} lines{(version.IsWhole ? "" : " of it")} seen in message {version.At}{(version.IsCurrent ? $" ({version.Hash})" : ", changed since")}");

    private static string CommonFolder(List<FileMemory> files)
    {
        if (files.Count < 2)
        {
            return "";
        }

        var folder = files[0].Path.AsSpan(0, files[0].Path.LastIndexOf('/') + 1);
        foreach (var file in files)
        {
            // A command's path may be relative to a folder that is not known.
            if (PathName.IsAbsolute(file.Path))
            {
                folder = folder[..folder.CommonPrefixLength(file.Path)];
                folder = folder[..(folder.LastIndexOf('/') + 1)];
            }
        }

        return folder.Length > 1 && PathName.IsAbsolute(files[0].Path) ? folder.ToString() : "";
    }
}
