using System.Text.Json;
using System.Text.Json.Serialization;
using ClaudeSidecar.Storage;

namespace ClaudeSidecar.Settings.ClaudeSettings;

/// <summary>What we wrote to which settings file, kept in the state folder, so that it can be taken out again to the byte, by any later process.</summary>
public sealed class SettingsJournal(SidecarPaths paths)
{
    /// <summary>Keeps other processes out while files are edited.</summary>
    public IDisposable Hold() => FileLock.Take(paths.SettingsJournal + ".lock");

    /// <summary>Every file that holds something of ours.</summary>
    public IReadOnlyList<JournalEntry> Read()
    {
        try
        {
            return File.Exists(paths.SettingsJournal)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(paths.SettingsJournal), JournalJson.Default.ListJournalEntry) ?? []
                : [];
        }
        catch (JsonException)
        {
            return []; // what it knew is lost; our keys are still known by their look
        }
    }

    /// <summary>The entry of one file; null when it holds nothing of ours.</summary>
    public JournalEntry? Find(string file) => Read().FirstOrDefault(entry => entry.File == file);

    /// <summary>Keeps an entry, in place of the file's old one.</summary>
    public void Put(JournalEntry entry) => Write([.. Read().Where(other => other.File != entry.File), entry]);

    /// <summary>Forgets a file.</summary>
    public void Drop(string file) => Write([.. Read().Where(other => other.File != file)]);

    private void Write(List<JournalEntry> entries) =>
        AtomicFile.Write(paths.SettingsJournal, JsonSerializer.SerializeToUtf8Bytes(entries, JournalJson.Default.ListJournalEntry), ownerOnly: true);
}

/// <summary>What we wrote to one settings file.</summary>
public sealed record JournalEntry
{
    /// <summary>The file's absolute path.</summary>
    public required string File { get; init; }

    /// <summary>The folder whose sessions it sends through the sidecar.</summary>
    public required string Folder { get; init; }

    /// <summary>How to take it out.</summary>
    public required SettingsUndo Undo { get; init; }

    /// <summary>True when there was no such file before.</summary>
    public bool MadeFile { get; init; }

    /// <summary>True when there was no folder for it before.</summary>
    public bool MadeFolder { get; init; }

    /// <summary>True when our keys are out but for an empty base URL, which goes when no session needs it any more.</summary>
    public bool Pending { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(List<JournalEntry>))]
internal sealed partial class JournalJson : JsonSerializerContext;
