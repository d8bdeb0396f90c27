using System.Text.Json;
using ClaudeSidecar.Context.Memory.Reading;

namespace ClaudeSidecar.Context.Memory;

/// <summary>
/// What files hold, as far as a conversation tells it: the lines that Read showed, what Write wrote, with the edits that succeeded. As soon
/// as something may have changed a file unseen, its text is not known any more.
/// </summary>
public static class FileVersions
{
    /// <summary>The latest known whole texts by path. Bounded in number and size: the files touched last are kept.</summary>
    /// <param name="messages">Of a Messages request, in order; any JSON is taken.</param>
    public static IReadOnlyDictionary<string, KnownFile> Of(IEnumerable<JsonElement> messages)
    {
        var book = new FileBook();
        foreach (var message in messages)
        {
            book.Read(message);
        }

        return book.Files;
    }

    /// <summary>The latest known whole text of a file; null where it is not known.</summary>
    /// <param name="messages">Of a Messages request, in order.</param>
    /// <param name="path">As the file tools name it.</param>
    public static string? TextOf(IEnumerable<JsonElement> messages, string path) => Of(messages).GetValueOrDefault(path)?.Text;
}
