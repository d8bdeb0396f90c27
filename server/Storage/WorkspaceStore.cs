using System.Buffers.Text;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;

namespace ClaudeSidecar.Storage;

/// <summary>Random keys for folders: a request under <c>/w/KEY</c> says by it which folder it belongs to, and that it may spend our keys.</summary>
public sealed class WorkspaceStore(SidecarPaths paths)
{
    private const int KeyBytes = 18; // 144 bits, 24 characters without padding

    private readonly Lock _lock = new();
    private Snapshot _snapshot = Snapshot.Empty;

    /// <summary>The folder's key; made when there is none. Of processes that ask at once, all get the same one.</summary>
    /// <param name="folder">Absolute path.</param>
    /// <exception cref="StorageException">The file cannot be written.</exception>
    public string GetOrCreate(string folder)
    {
        var path = Normalise(folder);
        try
        {
            return Fresh().KeyOf(path) ?? Create(path);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The workspace keys {paths.Workspaces} cannot be written ({refused.Message.TrimEnd('.')}): give yourself the right to write them.", refused);
        }
    }

    /// <summary>The folder of a key; null for a key that is not ours. Cheap: the file is looked at only for a key not seen before.</summary>
    public string? FolderOf(string key) => _snapshot.FolderOf(key) ?? Fresh().FolderOf(key);

    private static string Normalise(string folder) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));

    private string Create(string folder)
    {
        // Held only while the file is read and replaced.
        using var held = FileLock.Take(paths.Workspaces + ".lock");
        var known = Fresh();
        if (known.KeyOf(folder) is { } made)
        {
            return made;
        }

        var key = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));
        var folders = new Dictionary<string, string>(known.Folders) { [key] = folder };
        AtomicFile.Write(paths.Workspaces, JsonSerializer.SerializeToUtf8Bytes(folders, StorageJson.Default.DictionaryStringString), ownerOnly: true);
        return key;
    }

    private Snapshot Fresh()
    {
        var file = new FileInfo(paths.Workspaces);
        var stamp = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
        lock (_lock)
        {
            return stamp == _snapshot.Stamp ? _snapshot : _snapshot = Snapshot.Read(paths.Workspaces, stamp);
        }
    }

    private sealed record Snapshot((DateTime, long) Stamp, FrozenDictionary<string, string> Folders)
    {
        public static Snapshot Empty { get; } = new(default, FrozenDictionary<string, string>.Empty);

        public static Snapshot Read(string path, (DateTime, long) stamp)
        {
            if (stamp == default)
            {
                return Empty;
            }

            try
            {
                var folders = JsonSerializer.Deserialize(File.ReadAllBytes(path), StorageJson.Default.DictionaryStringString) ?? [];
                return new(stamp, folders.ToFrozenDictionary());
            }
            catch (JsonException damaged)
            {
                // To go on would throw away the keys that settings files hold.
                throw new StorageException($"The workspace keys {path} are damaged: delete the file and run `claude-sidecar sync` in each folder again.", damaged);
            }
        }

        public string? FolderOf(string key) => Folders.GetValueOrDefault(key);

        public string? KeyOf(string folder) => Folders.FirstOrDefault(entry => entry.Value == folder).Key;
    }
}
