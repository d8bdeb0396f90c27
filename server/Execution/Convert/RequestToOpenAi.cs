using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>
/// Writes a Messages request as a chat completion request. Only what is named here goes out: every field that OpenAI's dialect does
/// not know stays behind (edge case 70, claude-wire 8c).
/// </summary>
internal static class RequestToOpenAi
{
    private static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = 512 };

    private static readonly JsonWriterOptions WriteOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 1000,
        SkipValidation = true,
    };

    private static ReadOnlySpan<byte> BillingMark => "x-anthropic-billing-header"u8;

    /// <summary>Converts a body.</summary>
    /// <param name="body">The client's bytes.</param>
    /// <param name="options">What is known of the server.</param>
    /// <param name="request">The result.</param>
    /// <param name="problem">Why there is none, in words for the client; empty when there is one.</param>
    public static bool TryConvert(ReadOnlyMemory<byte> body, ConvertOptions options, out ChatRequest request, out string problem)
    {
        request = null!;
        problem = "";
        if (!Utf8.IsValid(body.Span))
        {
            body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body.Span));
        }

        try
        {
            using var document = JsonDocument.Parse(body, ReadOptions);
            if (Block.Member(document.RootElement, "messages"u8) is not { ValueKind: JsonValueKind.Array } messages)
            {
                problem = "messages: Field required";
                return false;
            }

            request = Convert(body, document.RootElement, messages, options);
            return true;
        }
        catch (JsonException broken)
        {
            problem = $"The request body is not valid JSON: {broken.Message}";
            return false;
        }
    }

    private static ChatRequest Convert(ReadOnlyMemory<byte> body, JsonElement root, JsonElement messages, ConvertOptions options)
    {
        var output = new ArrayBufferWriter<byte>(body.Length + 1024);
        var prompt = PromptSize.Estimate(body.Span);
        ToolNames tools;
        using (var writer = new Utf8JsonWriter(output, WriteOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("model"u8, options.Model);
            writer.WriteStartArray("messages"u8);
            var chat = new ChatMessages(writer, options.Images);
            chat.WriteSystem(SystemParts(root));
            chat.Write(Turns.Read(messages));
            writer.WriteEndArray();
            tools = RequestTools.Write(writer, root);
            WriteSampling(writer, root);
            WriteFormat(writer, root);
            WriteMaxTokens(writer, root, options.MaxTokens?.Invoke(prompt));
            writer.WriteBoolean("stream"u8, true);
            writer.WriteStartObject("stream_options"u8);
            writer.WriteBoolean("include_usage"u8, true);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return new ChatRequest
        {
            Body = output.WrittenMemory,
            Model = Block.Text(root, "model"u8) ?? "",
            Stream = Block.Member(root, "stream"u8) is { ValueKind: JsonValueKind.True },
            Tools = tools,
            EstimatedPrompt = prompt,
            StopSequences = [.. StopSequences(root).Select(stop => stop.GetString()!)],
        };
    }

    // The billing block is other in each request; in front of the prompt it would cost the server's whole cache (edge case 117).
    private static IEnumerable<Part> SystemParts(JsonElement root)
    {
        if (Block.String(root, "system"u8) is { } text)
        {
            var raw = JsonText.Raw(text);
            var end = raw.StartsWith(BillingMark) ? raw.IndexOf("\\n"u8) : -1;
            return raw.StartsWith(BillingMark)
                ? end < 0 ? [] : [Part.Saying(text.GetString()!.Split('\n', 2)[1])]
                : [new Part(PartKind.Text, text)];
        }

        return Block.Items(root, "system"u8)
            .SelectMany(block => ContentBlocks.Parts(block, PartKind.Text))
            .Where(part => part.Words is not null || part.Kind != PartKind.Text || !JsonText.Raw(part.Json).StartsWith(BillingMark));
    }

    private static void WriteSampling(Utf8JsonWriter writer, JsonElement root)
    {
        foreach (var name in (ReadOnlySpan<string>)["temperature", "top_p"])
        {
            if (root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }

        var stops = StopSequences(root).ToList();
        if (stops.Count > 0)
        {
            writer.WriteStartArray("stop"u8);
            stops.ForEach(stop => stop.WriteTo(writer));
            writer.WriteEndArray();
        }
    }

    private static IEnumerable<JsonElement> StopSequences(JsonElement root) =>
        Block.Items(root, "stop_sequences"u8).Where(stop => stop.ValueKind == JsonValueKind.String && stop.GetString()!.Length > 0);

    private static void WriteFormat(Utf8JsonWriter writer, JsonElement root)
    {
        var format = Block.Member(Block.Member(root, "output_config"u8) ?? default, "format"u8) ?? Block.Member(root, "output_format"u8) ?? default;
        if (!Block.Is(format, "type"u8, "json_schema"u8))
        {
            return;
        }

        writer.WriteStartObject("response_format"u8);
        writer.WriteString("type"u8, "json_schema"u8);
        writer.WriteStartObject("json_schema"u8);
        writer.WriteString("name"u8, "answer"u8);
        writer.WriteBoolean("strict"u8, true);
        writer.WritePropertyName("schema"u8);
        ToolSchemas.Write(writer, Block.Member(format, "schema"u8));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteMaxTokens(Utf8JsonWriter writer, JsonElement root, int? limit)
    {
        var wanted = Block.Member(root, "max_tokens"u8) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : limit;
        if (wanted is > 0)
        {
            writer.WriteNumber("max_tokens"u8, Math.Min(wanted.Value, limit ?? int.MaxValue));
        }
    }
}
