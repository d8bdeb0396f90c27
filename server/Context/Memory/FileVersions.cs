using System.Text.Json;

namespace ClaudeSidecar.Context.Memory;

/// <summary>What files hold, as far as a conversation tells it.</summary>
public static class FileVersions
{
    /// <summary>The latest known whole texts.</summary>
    public static IReadOnlyDictionary<string, KnownFile> Of(IEnumerable<JsonElement> messages) => new Dictionary<string, KnownFile>();
}
