using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ClaudeSidecar.Context.Conversation;
using ClaudeSidecar.Context.Tokens;

namespace ClaudeSidecar.Context.Fit;

/// <summary>Writes a message with its long blocks cut. Pure: the same message, caps and resolution give the same bytes.</summary>
/// <param name="count">Counts tokens.</param>
internal sealed class MessageShortener(JsonTokens count)
{
    // What failed, and why, takes more than a line, and is what the model needs next.
    private const int LeastFailure = 320;

    private static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = 512 };
    private static readonly JsonWriterOptions WriteOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000, SkipValidation = true };

    /// <summary>A message, cut; null where nothing of it changes.</summary>
    /// <param name="bytes">The client's.</param>
    /// <param name="known">What is known of them.</param>
    /// <param name="caps">The most tokens of each kind.</param>
    /// <param name="resolve">The text that a result refers back to, by the id of its call; null where it stands in the prompt anyway.</param>
    /// <param name="told">Texts to add at its end.</param>
    public ShortMessage? Write(ReadOnlyMemory<byte> bytes, IndexedMessage known, BlockCaps caps, Func<string, string?>? resolve = null, IReadOnlyList<string>? told = null)
    {
        if (told is not { Count: > 0 } && !known.Blocks.Any(block => MustChange(block, caps, resolve)))
        {
            return null;
        }

        using var document = JsonDocument.Parse(bytes, ReadOptions);
        var output = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(output, WriteOptions))
        {
            Write(writer, document.RootElement, known, caps, resolve, told ?? []);
        }

        return new(output.WrittenMemory, count(output.WrittenSpan));
    }

    /// <summary>About how many tokens are left of a block.</summary>
    public static int Estimate(IndexedBlock block, BlockCaps caps)
    {
        var cap = Cap(block, caps);
        return block.Kind == IndexedKind.Thinking && caps != BlockCaps.None ? 0 : block.Tokens <= cap ? block.Tokens : cap + 20;
    }

    private static int Cap(IndexedBlock block, BlockCaps caps) => block.Kind switch
    {
        IndexedKind.Text => caps.Text,
        IndexedKind.Result when block.Failed && caps.Result < LeastFailure => LeastFailure,
        IndexedKind.Result or IndexedKind.Media => caps.Result,
        IndexedKind.Call => caps.Call,
        IndexedKind.Reminder => caps.Reminder,
        IndexedKind.Thinking => caps == BlockCaps.None ? int.MaxValue : -1,
        _ => int.MaxValue,
    };

    private static bool MustChange(IndexedBlock block, BlockCaps caps, Func<string, string?>? resolve) =>
        block.Tokens > Cap(block, caps) || (block.RefersBack && resolve?.Invoke(block.Id) is not null);

    private static void Write(Utf8JsonWriter writer, JsonElement message, IndexedMessage known, BlockCaps caps, Func<string, string?>? resolve, IReadOnlyList<string> told)
    {
        writer.WriteStartObject();
        foreach (var member in message.EnumerateObject())
        {
            if (!member.NameEquals("content"u8))
            {
                Copy(writer, member);
            }
        }

        writer.WriteStartArray("content"u8);
        var written = 0;
        var content = MessageJson.Member(message, "content"u8);
        if (content.ValueKind == JsonValueKind.String)
        {
            var (words, only) = (MessageJson.Words(content), known.Blocks[0]);
            written += WriteText(writer, Excerpt.Of(words, only.Tokens, Cap(only, caps), Excerpt.Usual));
        }

        var at = 0;
        foreach (var block in MessageJson.Blocks(content))
        {
            written += WriteBlock(writer, block, known.Blocks[at++], caps, resolve);
        }

        written += told.Sum(text => WriteText(writer, text));
        if (written == 0)
        {
            WriteText(writer, "[Left out to fit.]");
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static int WriteBlock(Utf8JsonWriter writer, JsonElement block, IndexedBlock known, BlockCaps caps, Func<string, string?>? resolve)
    {
        if (!MustChange(known, caps, resolve))
        {
            CopyBlock(writer, block);
            return 1;
        }

        var cap = Cap(known, caps);
        switch (known.Kind)
        {
            case IndexedKind.Text or IndexedKind.Reminder:
                return WriteText(writer, Excerpt.Of(MessageJson.Text(block, "text"u8), known.Tokens, cap, Excerpt.Usual));
            case IndexedKind.Media:
                return WriteText(writer, "[An image or document was left out to fit.]");
            case IndexedKind.Thinking:
                return 0;
            case IndexedKind.Call:
                WriteCall(writer, block, known.Tokens, cap);
                return 1;
            default:
                WriteResult(writer, block, known, cap, resolve);
                return 1;
        }
    }

    private static void WriteResult(Utf8JsonWriter writer, JsonElement result, IndexedBlock known, int cap, Func<string, string?>? resolve)
    {
        var text = known.RefersBack && resolve?.Invoke(known.Id) is { } meant ? meant : MessageJson.TextOf(result);
        var images = MessageJson.Blocks(MessageJson.Member(result, "content"u8)).Any(block => !MessageJson.Is(block, "type"u8, "text"u8));
        var tokens = known.RefersBack || images ? PromptSize.OfText(text) : known.Tokens;
        var shown = Excerpt.Of(text, tokens, cap, known.Failed || !LooksNumbered(text) ? Excerpt.Outcome : Excerpt.Usual);
        writer.WriteStartObject();
        foreach (var member in result.EnumerateObject())
        {
            if (member.NameEquals("content"u8))
            {
                writer.WriteString("content"u8, images ? $"{shown}\n[An image was left out to fit.]".TrimStart() : shown);
            }
            else if (!member.NameEquals("cache_control"u8))
            {
                Copy(writer, member);
            }
        }

        writer.WriteEndObject();
    }

    // Files come with numbered lines, and say at their beginning what they are; of commands and searches the end says how it went.
    private static bool LooksNumbered(string text)
    {
        var line = text.AsSpan().TrimStart();
        var digits = line.IndexOfAnyExceptInRange('0', '9');
        return digits > 0 && line[digits] is '\t' or '→';
    }

    // What the model wrote into a file stands in the file: of long values the beginning and the end are enough.
    private static void WriteCall(Utf8JsonWriter writer, JsonElement call, int tokens, int cap)
    {
        writer.WriteStartObject();
        foreach (var member in call.EnumerateObject())
        {
            if (member.NameEquals("input"u8))
            {
                writer.WritePropertyName("input"u8);
                WriteValue(writer, member.Value, cap / (double)tokens, Math.Max(80, cap));
            }
            else if (!member.NameEquals("cache_control"u8))
            {
                Copy(writer, member);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, JsonElement value, double share, int leastChars)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String when MessageJson.Raw(value).Length > leastChars:
                var text = MessageJson.Words(value);
                var limit = Math.Max(leastChars, (int)(text.Length * share));
                writer.WriteStringValue(Excerpt.Of(text, text.Length, limit, Excerpt.Usual));
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    WriteValue(writer, member.Value, share, leastChars);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    WriteValue(writer, item, share, leastChars);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteRawValue(MessageJson.Raw(value), skipInputValidation: true);
                break;
        }
    }

    private static int WriteText(Utf8JsonWriter writer, string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return 0;
        }

        writer.WriteStartObject();
        writer.WriteString("type"u8, "text"u8);
        writer.WriteString("text"u8, text);
        writer.WriteEndObject();
        return 1;
    }

    // A cache mark that stayed behind would be one too many some turns later.
    private static void CopyBlock(Utf8JsonWriter writer, JsonElement block)
    {
        if (MessageJson.Member(block, "cache_control"u8).ValueKind == JsonValueKind.Undefined)
        {
            writer.WriteRawValue(MessageJson.Raw(block), skipInputValidation: true);
            return;
        }

        writer.WriteStartObject();
        foreach (var member in block.EnumerateObject())
        {
            if (!member.NameEquals("cache_control"u8))
            {
                Copy(writer, member);
            }
        }

        writer.WriteEndObject();
    }

    private static void Copy(Utf8JsonWriter writer, JsonProperty member)
    {
        writer.WritePropertyName(member.Name);
        writer.WriteRawValue(MessageJson.Raw(member.Value), skipInputValidation: true);
    }
}
