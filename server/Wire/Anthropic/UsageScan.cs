using System.Text;
using System.Text.Json;

namespace ClaudeSidecar.Wire.Anthropic;

/// <summary>
/// Finds the token counts, and how it ended, in an answer that passes by, without reading the rest: inside a string a quotation mark has a backslash before
/// it, so that the words that are looked for can only be a field's name.
/// </summary>
public sealed class UsageScan
{
    private const int LongestWord = 64;

    private readonly AnthropicUsage _usage = new();

    /// <summary>What was told so far; null before anything was.</summary>
    public Usage? Told { get; private set; }

    /// <summary>How the answer ended, in the wire's words; null before that was told.</summary>
    public string? Stop { get; private set; }

    /// <summary>Takes a piece in: whole events, or a whole message. Counts that are cut off are left for the piece that has them whole.</summary>
    /// <param name="json">The bytes.</param>
    public void Take(ReadOnlySpan<byte> json)
    {
        if (json.LastIndexOf("\"stop_reason\":"u8) is var stop and >= 0)
        {
            ReadStop(json[(stop + "\"stop_reason\":"u8.Length)..]);
        }

        while (json.IndexOf("\"usage\":"u8) is var found and >= 0)
        {
            json = json[(found + "\"usage\":"u8.Length)..];
            Read(json);
        }
    }

    private void ReadStop(ReadOnlySpan<byte> value)
    {
        value = value.TrimStart((byte)' ');
        if (value is [(byte)'"', .. var rest] && rest.IndexOf((byte)'"') is var length and > 0 and <= LongestWord)
        {
            Stop = Encoding.UTF8.GetString(rest[..length]);
        }
    }

    private void Read(ReadOnlySpan<byte> value)
    {
        try
        {
            var reader = new Utf8JsonReader(value);
            if (reader.Read() && _usage.Take(ref reader) is { } counts)
            {
                Told = new(counts.Prompt - counts.Cached, counts.Cached, counts.Completion);
            }
        }
        catch (JsonException)
        {
            // Cut off, or none of Anthropic's: then nothing is known.
        }
    }
}
