using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClaudeSidecar.Execution.Families;

/// <summary>The shapes of family files. A member that is not known is an error: a slip of the pen must not look like a setting.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(FamilyFile))]
internal sealed partial class FamilyJson : JsonSerializerContext;

/// <summary>A text, or a list of its lines: JSON has no way to write a long one.</summary>
internal sealed class LinesConverter : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString()!;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("a text, or a list of lines, is expected");
        }

        var lines = new List<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.String)
        {
            lines.Add(reader.GetString()!);
        }

        return reader.TokenType == JsonTokenType.EndArray ? string.Join('\n', lines) : throw new JsonException("every line must be a text");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}
