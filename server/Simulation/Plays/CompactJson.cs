using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClaudeSidecar.Simulation.Plays;

/// <summary>JSON as servers write it: no spaces, and no escapes that JSON does not ask for (edge case 88 needs the raw bytes).</summary>
internal static class CompactJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Bytes(JsonNode node)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            node.WriteTo(writer);
        }

        return buffer.WrittenSpan.IndexOf("\\uD"u8) < 0 ? buffer.WrittenSpan.ToArray() : WithoutPairs(buffer.WrittenSpan);
    }

    // The encoder leaves the first 65 536 characters alone but escapes all others, as two surrogates.
    private static byte[] WithoutPairs(ReadOnlySpan<byte> json)
    {
        var plain = new ArrayBufferWriter<byte>(json.Length);
        for (var at = 0; at < json.Length;)
        {
            var length = json[at] == '\\' ? 2 : 1;
            if (length == 2 && IsUnit(json[at..], out var high) && IsUnit(json[(at + 6)..], out var low) && Rune.TryCreate(high, low, out var rune))
            {
                plain.Advance(rune.EncodeToUtf8(plain.GetSpan(4)));
                at += 12;
            }
            else
            {
                plain.Write(json.Slice(at, length));
                at += length;
            }
        }

        return plain.WrittenSpan.ToArray();
    }

    private static bool IsUnit(ReadOnlySpan<byte> json, out char unit)
    {
        unit = default;
        if (json.Length < 6 || json[0] != '\\' || json[1] != 'u' || !ushort.TryParse(json.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            return false;
        }

        unit = (char)code;
        return char.IsSurrogate(unit);
    }

    public static string Text(JsonNode node) => Encoding.UTF8.GetString(Bytes(node));
}
