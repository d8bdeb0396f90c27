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

    /// <summary>
    /// The whole text of one file as the calls that name it tell it; null where they do not tell all of it. Commands and notes do not
    /// count: it is for who knows that nothing else has changed the file.
    /// </summary>
    /// <param name="messages">Some of a Messages request, in order.</param>
    /// <param name="path">As the file tools name it.</param>
    public static string? TextOf(IEnumerable<JsonElement> messages, string path)
    {
        var book = new FileBook(path);
        foreach (var message in messages)
        {
            book.Read(message);
        }

        return book.Files.GetValueOrDefault(path)?.Text;
    }
}
