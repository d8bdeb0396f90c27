using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ClaudeSidecar.Context.Memory.Kept;
using ClaudeSidecar.Storage;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Context.Memory;

/// <summary>
/// Keeps what is remembered of sessions on disk, one file each, so that it outlives the process and a compaction. Unlike the history these
/// files hold content: excerpts of the conversation. They are their owner's alone, bounded in size, number and age, and can be deleted one
/// by one or all at once. Whatever the disk does, nobody is failed for it.
/// </summary>
public sealed partial class MemoryStore(SidecarPaths paths, TimeProvider time, ILogger<MemoryStore> logger)
{
    /// <summary>How many sessions are kept.</summary>
    public const int MostSessions = 200;

    private const int Version = 1;
    private const long MostBytes = 1 << 20;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>For how long: as long as Claude Code keeps its own transcripts.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromDays(30);

    // Letters of other scripts as they are: as escapes they would be three times as long.
    private static readonly MemoryJson Json = new(new JsonSerializerOptions(MemoryJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private readonly Lock _lock = new();

    /// <summary>What is kept of a session; null when there is nothing, or nothing that can be read. A broken file is deleted.</summary>
    /// <param name="session">Its id, any text.</param>
    public SessionMemory? Load(string session)
    {
        lock (_lock)
        {
            var path = PathOf(session);
            try
            {
                var file = new FileInfo(path);
                if (!file.Exists || time.GetUtcNow() - file.LastWriteTimeUtc > Age)
                {
                    return null;
                }

                if (file.Length <= MostBytes && Read(path) is { } kept && kept.Version == Version && kept.Session == session)
                {
                    return kept.Memory;
                }

                LogForgotten(file.Name);
                file.Delete();
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                LogFailed("read", refused.Message);
            }

            return null;
        }
    }

    /// <summary>Keeps what is remembered of a session, in the place of what was kept before.</summary>
    /// <param name="session">Its id, any text.</param>
    /// <param name="memory">What is remembered.</param>
    /// <returns>False when it could not be written; the log says why.</returns>
    public bool Save(string session, SessionMemory memory)
    {
        var kept = new KeptMemory { Version = Version, Session = session, Memory = memory };
        var bytes = JsonSerializer.SerializeToUtf8Bytes(kept, Json.KeptMemory);
        lock (_lock)
        {
            var path = PathOf(session);
            try
            {
                CreateFolder();
                var isNew = !File.Exists(path);
                AtomicFile.Write(path, bytes, ownerOnly: true);
                if (isNew)
                {
                    DropOldest();
                }

                return true;
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                LogFailed("written", refused.Message);
                return false;
            }
        }
    }

    /// <summary>Deletes what is kept of a session.</summary>
    /// <returns>False when nothing was.</returns>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    public bool Forget(string session)
    {
        lock (_lock)
        {
            var path = PathOf(session);
            if (!File.Exists(path))
            {
                return false;
            }

            File.Delete(path);
            return true;
        }
    }

    /// <summary>Deletes what is kept of all sessions.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="IOException">A file cannot be deleted.</exception>
    public int ForgetAll()
    {
        lock (_lock)
        {
            var files = Files();
            foreach (var file in files)
            {
                file.Delete();
            }

            return files.Count;
        }
    }

    // A hash makes a safe name of any id, and tells none to who lists the folder.
    private string PathOf(string session) =>
        Path.Combine(paths.Sessions, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(session)))[..32] + ".json");

    private static KeptMemory? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), Json.KeptMemory);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(paths.Sessions);
        }
        else
        {
            Directory.CreateDirectory(paths.Sessions, OwnerOnly);
            File.SetUnixFileMode(paths.Sessions, OwnerOnly);
        }
    }

    private void DropOldest()
    {
        var oldest = time.GetUtcNow() - Age;
        var files = Files().OrderByDescending(file => file.LastWriteTimeUtc).ToList();
        foreach (var file in files.Where((file, index) => index >= MostSessions || file.LastWriteTimeUtc < oldest))
        {
            file.Delete();
        }
    }

    // With what a power cut left of a file that was being written.
    private List<FileInfo> Files()
    {
        var folder = new DirectoryInfo(paths.Sessions);
        return folder.Exists ? [.. folder.EnumerateFiles("*.json*")] : [];
    }

    [LoggerMessage(EventId = 2520, EventName = "MemoryForgotten", Level = LogLevel.Information,
        Message = "What was kept of a session is damaged or of another version, and was deleted: {File}")]
    private partial void LogForgotten(string file);

    [LoggerMessage(EventId = 2521, EventName = "MemoryFailed", Level = LogLevel.Warning,
        Message = "What is remembered of a session cannot be {Verb}: {Error}")]
    private partial void LogFailed(string verb, string error);
}
