using System.Text.Json;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>Images: data or an address can go out; a file that only Anthropic holds cannot.</summary>
internal static class ImageBlocks
{
    /// <summary>What stands in for an image that cannot be sent.</summary>
    public const string Note = "[An image stood here; this model cannot see it.]";

    /// <summary>The note for one image; where it lies on the net it can at least be named.</summary>
    public static string NoteOn(JsonElement block) =>
        Address(block) is { } address ? $"[An image stood here, {JsonText.Decode(address)}; this model cannot see it.]" : Note;

    /// <summary>The image in base64; null when the block holds none.</summary>
    public static JsonElement? Data(JsonElement block) => Source(block, "base64"u8, "data"u8);

    /// <summary>Where the image lies; null when it is not on the net.</summary>
    public static JsonElement? Address(JsonElement block) => Source(block, "url"u8, "url"u8);

    /// <summary>Writes data or address as one address.</summary>
    public static void WriteUrl(Utf8JsonWriter writer, JsonText scratch, JsonElement block)
    {
        if (Data(block) is { } data)
        {
            scratch.Add("data:" + (Block.Text(Block.Member(block, "source"u8)!.Value, "media_type"u8) ?? "image/png") + ";base64,");
            scratch.Add(data);
        }
        else
        {
            scratch.Add(Address(block) ?? throw new ArgumentException("An image without data and address.", nameof(block)));
        }

        scratch.WriteTo(writer);
    }

    private static JsonElement? Source(JsonElement block, ReadOnlySpan<byte> type, ReadOnlySpan<byte> member) =>
        Block.Member(block, "source"u8) is { } source && Block.Is(source, "type"u8, type) && Block.String(source, member) is { } text && !JsonText.IsBlank(text)
            ? text
            : null;
}
