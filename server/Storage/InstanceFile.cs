using System.Text.Json;

namespace ClaudeSidecar.Storage;

/// <summary>Reads and writes <c>instance.json</c>, by which clients find the one process that serves.</summary>
public static class InstanceFile
{
    /// <summary>What the file says; null when it is missing, torn, or of a shape we do not know.</summary>
    public static Instance? Read(SidecarPaths paths)
    {
        try
        {
            return File.Exists(paths.Instance) ? JsonSerializer.Deserialize(File.ReadAllBytes(paths.Instance), StorageJson.Default.Instance) : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>What the file says of a process that still lives; null when none does.</summary>
    public static Instance? ReadAlive(SidecarPaths paths) => Read(paths) is { } instance && instance.IsAlive() ? instance : null;

    /// <summary>Tells clients. <see cref="Instance.ProcessStart"/> is filled in.</summary>
    public static void Write(SidecarPaths paths, Instance instance)
    {
        var complete = instance with { ProcessStart = instance.ProcessStart ?? ProcessIdentity.Of(instance.Pid) };
        AtomicFile.Write(paths.Instance, JsonSerializer.SerializeToUtf8Bytes(complete, StorageJson.Default.Instance), ownerOnly: true);
    }

    /// <summary>Removes the file, unless a successor has written its own by now.</summary>
    public static void Delete(SidecarPaths paths, int pid)
    {
        if (Read(paths) is not { } instance || instance.Pid == pid)
        {
            File.Delete(paths.Instance);
        }
    }
}
