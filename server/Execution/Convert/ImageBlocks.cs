using System.Text.Json;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>Images: data and address go out as <c>image_url</c>; a file that only Anthropic holds cannot.</summary>
internal static class ImageBlocks
{
    /// <summary>What stands in for an image that cannot be sent.</summary>
    public const string Note = "[An image stood here; this model cannot see it.]";

    /// <summary>True for an image that <see cref="WriteUrl"/> can write.</summary>
    public static bool CanBeSent(JsonElement block) => Address(block) is not null;

    /// <summary>Writes the image's address as a JSON string.</summary>
    public static void WriteUrl(Utf8JsonWriter writer, JsonText text, JsonElement block)
    {
        var source = Block.Member(block, "source"u8) ?? default;
        text.Clear();
        if (Block.Is(source, "type"u8, "base64"u8))
        {
            text.Add("data:" + (Block.Text(source, "media_type"u8) ?? "image/png") + ";base64,");
        }

        text.Add(Address(block) ?? throw new ArgumentException("An image without an address.", nameof(block)));
        text.WriteTo(writer);
    }

    private static JsonElement? Address(JsonElement block)
    {
        var source = Block.Member(block, "source"u8) ?? default;
        return Block.Text(source, "type"u8) switch
        {
            "base64" => Block.String(source, "data"u8),
            "url" => Block.String(source, "url"u8),
            _ => null,
        };
    }
}
