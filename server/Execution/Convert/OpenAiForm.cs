using System.Text.Json;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>Messages as OpenAI's chat completions write them.</summary>
/// <param name="imageAddresses">True where the server fetches images itself; false where it takes them as data alone.</param>
/// <param name="reasoning">The name under which the server reads an earlier message's reasoning.</param>
internal sealed class OpenAiForm(bool imageAddresses, string reasoning) : IChatForm
{
    /// <inheritdoc/>
    public bool ImagesAreParts => true;

    /// <inheritdoc/>
    public string Reasoning => reasoning;

    /// <inheritdoc/>
    public bool CanSend(JsonElement image) => ImageBlocks.Data(image) is not null || (imageAddresses && ImageBlocks.Address(image) is not null);

    /// <inheritdoc/>
    public void WriteImage(Utf8JsonWriter writer, JsonText scratch, JsonElement image)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "image_url"u8);
        writer.WriteStartObject("image_url"u8);
        writer.WritePropertyName("url"u8);
        ImageBlocks.WriteUrl(writer, scratch, image);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <inheritdoc/>
    public void WriteCall(Utf8JsonWriter writer, string id, string name, ReadOnlySpan<byte> arguments)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, id);
        writer.WriteString("type"u8, "function"u8);
        writer.WriteStartObject("function"u8);
        writer.WriteString("name"u8, name);
        writer.WriteString("arguments"u8, arguments);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <inheritdoc/>
    public void WriteAnswered(Utf8JsonWriter writer, string id, string name) => writer.WriteString("tool_call_id"u8, id);
}
