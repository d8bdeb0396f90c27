using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>Turns the bytes of a Messages request into a dialect's body: what is the same whatever the dialect.</summary>
internal static class RequestConversion
{
    private static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = 512 };

    private static readonly JsonWriterOptions WriteOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 1000,
        SkipValidation = true,
    };

    /// <summary>Converts a body. The same bytes and options give the same body (edge case 74).</summary>
    /// <param name="body">The client's bytes.</param>
    /// <param name="options">What is known of server and model.</param>
    /// <param name="write">Writes the plan as one JSON object.</param>
    /// <param name="request">The result.</param>
    /// <param name="problem">Why there is none, in words for the client; empty when there is one.</param>
    public static bool TryConvert(ReadOnlyMemory<byte> body, ConvertOptions options, Action<Utf8JsonWriter, ChatPlan> write, out ChatRequest request, out string problem)
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
            var root = document.RootElement;
            if (Block.Member(root, "messages"u8) is not { ValueKind: JsonValueKind.Array } messages)
            {
                problem = "messages: Field required";
                return false;
            }

            if (messages.GetArrayLength() == 0)
            {
                problem = "messages: at least one message is required";
                return false;
            }

            request = Convert(PlanReader.Read(body.Span, root, messages, options), root, body.Length, write);
            return true;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // Names with half a character in them pass the parser and fail where they are read.
            problem = $"The request body is not valid JSON: {broken.Message}";
            return false;
        }
    }

    private static ChatRequest Convert(ChatPlan plan, JsonElement root, int length, Action<Utf8JsonWriter, ChatPlan> write)
    {
        var output = new ArrayBufferWriter<byte>(length + 4096);
        using (var writer = new Utf8JsonWriter(output, WriteOptions))
        {
            write(writer, plan);
        }

        return new ChatRequest
        {
            Body = output.WrittenMemory,
            Model = Block.Text(root, "model"u8) ?? "",
            Stream = Block.Member(root, "stream"u8) is { ValueKind: JsonValueKind.True },
            Tools = plan.Tools.Names,
            EstimatedPrompt = plan.EstimatedPrompt,
            StopSequences = plan.StopSequences,
            WantsJson = plan.SchemaInWords && plan.Tools.Names.IsEmpty,
            MayReason = plan.Prefill.Length == 0 && !plan.Reasoning.IsOff(plan.Options),

            // Who is asked to go on with the last message writes only what follows it.
            Prefill = plan.ContinuesLast && plan.Options.Server.ContinuesOnRequest ? "" : plan.Prefill,
        };
    }
}
