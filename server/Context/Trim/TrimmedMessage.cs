using System.Runtime.InteropServices;
using System.Text.Json;

namespace ClaudeSidecar.Context.Trim;

/// <summary>Reads and rewrites single messages of a conversation that is being shortened.</summary>
internal static class TrimmedMessage
{
    // The beginning of a result usually says what it is, the end how it went.
    private const int Beginning = 600;
    private const int Ending = 200;
    private const int WorthIt = Beginning + Ending + 200;

    /// <summary>True for a message of the model's.</summary>
    public static bool IsModels(JsonElement message) => Is(message, "role", "assistant");

    /// <summary>True for one in which the user says something, beyond what its client adds by itself.</summary>
    public static bool HasWordsOfTheUser(JsonElement message) =>
        Is(message, "role", "user") && Content(message) is { } content &&
        (content.ValueKind == JsonValueKind.String ? IsTheUsers(content) : Blocks(content).Exists(block => Is(block, "type", "text") && IsTheUsers(Member(block, "text"))));

    /// <summary>Writes a message with its long results cut in the middle.</summary>
    public static void WriteShortened(Utf8JsonWriter writer, JsonElement message) => Write(writer, message, static (writer, block) =>
    {
        if (Is(block, "type", "tool_result"))
        {
            WriteResult(writer, block);
        }
        else
        {
            Copy(writer, block);
        }
    });

    /// <summary>Writes a message without the results in it: their calls are gone.</summary>
    public static void WriteWithoutResults(Utf8JsonWriter writer, JsonElement message) => Write(writer, message, static (writer, block) =>
    {
        if (!Is(block, "type", "tool_result"))
        {
            Copy(writer, block);
        }
    });

    /// <summary>Writes a value as it stands in the request, whatever its strings hold.</summary>
    public static void Copy(Utf8JsonWriter writer, JsonElement value) => writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);

    /// <summary>Writes a member the same way.</summary>
    public static void Copy(Utf8JsonWriter writer, JsonProperty member)
    {
        writer.WritePropertyName(member.Name);
        Copy(writer, member.Value);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement message, Action<Utf8JsonWriter, JsonElement> writeBlock)
    {
        if (Content(message) is not { ValueKind: JsonValueKind.Array } content)
        {
            Copy(writer, message);
            return;
        }

        writer.WriteStartObject();
        foreach (var member in message.EnumerateObject())
        {
            if (!member.NameEquals("content"u8))
            {
                Copy(writer, member);
                continue;
            }

            writer.WriteStartArray("content"u8);
            foreach (var block in content.EnumerateArray())
            {
                writeBlock(writer, block);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter writer, JsonElement result)
    {
        var content = Content(result) ?? default;
        var text = content.ValueKind == JsonValueKind.String ? Words(content) : string.Join('\n', Blocks(content).Select(block => Words(Member(block, "text"))));
        var images = Blocks(content).Exists(block => Is(block, "type", "image"));
        if (text.Length < WorthIt && !images)
        {
            Copy(writer, result);
            return;
        }

        writer.WriteStartObject();
        foreach (var member in result.EnumerateObject())
        {
            if (member.NameEquals("content"u8))
            {
                writer.WriteString("content"u8, Shortened(text, images));
            }
            else
            {
                Copy(writer, member);
            }
        }

        writer.WriteEndObject();
    }

    private static string Shortened(string text, bool images)
    {
        var image = images ? "\n[An image was left out.]" : "";
        return text.Length < WorthIt
            ? text + image
            : string.Concat(Whole(text.AsSpan(0, Beginning)), "\n[… the middle of this old result was left out …]\n", Whole(text.AsSpan(text.Length - Ending)), image);
    }

    // Without halves of characters at its ends.
    private static ReadOnlySpan<char> Whole(ReadOnlySpan<char> text)
    {
        text = char.IsLowSurrogate(text[0]) ? text[1..] : text;
        return char.IsHighSurrogate(text[^1]) ? text[..^1] : text;
    }

    private static bool IsTheUsers(JsonElement text) =>
        text.ValueKind == JsonValueKind.String && Words(text) is { } words && !string.IsNullOrWhiteSpace(words) && !words.TrimStart().StartsWith("<system-reminder>", StringComparison.Ordinal);

    private static string Words(JsonElement text)
    {
        try
        {
            return text.ValueKind == JsonValueKind.String ? text.GetString()! : "";
        }
        catch (InvalidOperationException)
        {
            // Half of a character as an escape: what JSON has in its place serves as well.
            return text.GetRawText().Trim('"');
        }
    }

    private static List<JsonElement> Blocks(JsonElement content) => content.ValueKind == JsonValueKind.Array ? [.. content.EnumerateArray()] : [];

    private static JsonElement? Content(JsonElement holder) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty("content", out var content) ? content : null;

    private static JsonElement Member(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var value) ? value : default;

    private static bool Is(JsonElement holder, string name, string value) =>
        Member(holder, name) is { ValueKind: JsonValueKind.String } member && member.ValueEquals(value);
}
