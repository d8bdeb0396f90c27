using System.Text.Json;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>
/// How a dialect writes the pieces of a chat in which dialects differ. Order, folding and everything that keeps a prompt's beginning
/// stable is the same for all and lies in <see cref="ChatMessages"/>.
/// </summary>
internal interface IChatForm
{
    /// <summary>True: text and images are one list of parts. False: a message has text, and its images beside it.</summary>
    bool ImagesAreParts { get; }

    /// <summary>The name of an assistant message's reasoning.</summary>
    string Reasoning { get; }

    /// <summary>True for an image that <see cref="WriteImage"/> can write.</summary>
    bool CanSend(JsonElement image);

    /// <summary>Writes one image as an item of its list.</summary>
    /// <param name="writer">Stands inside the list.</param>
    /// <param name="scratch">An empty string to build in; empty again afterwards.</param>
    /// <param name="image">An image block that can be sent.</param>
    void WriteImage(Utf8JsonWriter writer, JsonText scratch, JsonElement image);

    /// <summary>Writes one call as an item of an assistant message's <c>tool_calls</c>.</summary>
    /// <param name="writer">Stands inside the list.</param>
    /// <param name="id">The call's id by the family's rule.</param>
    /// <param name="name">The tool's outgoing name.</param>
    /// <param name="arguments">One JSON object in UTF-8, always valid.</param>
    void WriteCall(Utf8JsonWriter writer, string id, string name, ReadOnlySpan<byte> arguments);

    /// <summary>Writes the members of a message of the role <c>tool</c> that say which call it answers.</summary>
    /// <param name="writer">Stands inside the message.</param>
    /// <param name="id">The call's id by the family's rule.</param>
    /// <param name="name">The tool's outgoing name.</param>
    void WriteAnswered(Utf8JsonWriter writer, string id, string name);
}
