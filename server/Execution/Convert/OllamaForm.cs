using System.Text.Json;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>Messages as Ollama's <c>/api/chat</c> writes them: images beside the text, arguments as an object, results with the tool's name.</summary>
internal sealed class OllamaForm : IChatForm
{
    /// <inheritdoc/>
    public bool ImagesAreParts => false;

    /// <inheritdoc/>
    public string Reasoning => "thinking";

    /// <inheritdoc/>
    public bool CanSend(JsonElement image) => ImageBlocks.Data(image) is not null;

    /// <inheritdoc/>
    public void WriteImage(Utf8JsonWriter writer, JsonText scratch, JsonElement image) => ImageBlocks.Data(image)!.Value.WriteTo(writer);

    /// <inheritdoc/>
    public void WriteCall(Utf8JsonWriter writer, string id, string name, ReadOnlySpan<byte> arguments)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, id);
        writer.WriteStartObject("function"u8);
        writer.WriteString("name"u8, name);
        writer.WritePropertyName("arguments"u8);
        writer.WriteRawValue(arguments, skipInputValidation: true);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <inheritdoc/>
    public void WriteAnswered(Utf8JsonWriter writer, string id, string name)
    {
        writer.WriteString("tool_name"u8, name);
        writer.WriteString("tool_call_id"u8, id);
    }
}
