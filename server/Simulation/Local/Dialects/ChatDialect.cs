using System.Text.Json;
using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Local.Answers;
using ClaudeSidecar.Simulation.Local.Requests;
using ClaudeSidecar.Simulation.Plays;
using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Simulation.Local.Dialects;

/// <summary>OpenAI's chat completions.</summary>
internal sealed class ChatDialect : ILocalDialect
{
    private static readonly HashSet<string> TopLevel =
    [
        "model", "messages", "stream", "stream_options", "temperature", "top_p", "top_k", "min_p", "max_tokens", "max_completion_tokens", "stop", "seed",
        "tools", "tool_choice", "parallel_tool_calls", "response_format", "presence_penalty", "frequency_penalty", "reasoning_effort", "user", "n",
        "chat_template_kwargs", "return_progress", "cache_prompt", "id_slot", "repeat_penalty", "repetition_penalty", "timings_per_token", "ttl", "keep_alive", "options", "thinking",
    ];

    private static readonly HashSet<string> Message = ["role", "content", "name", "tool_calls", "tool_call_id", "reasoning", "reasoning_content", "refusal"];

    private static readonly HashSet<string> Parts = ["text", "image_url", "input_audio", "video_url"];

    /// <inheritdoc/>
    public string StreamType => "text/event-stream";

    /// <inheritdoc/>
    public Conversation Read(JsonElement body) => OpenAiConversation.Read(body);

    /// <inheritdoc/>
    public bool Streams(JsonElement body) => body.Field("stream") is { ValueKind: JsonValueKind.True };

    /// <inheritdoc/>
    public int? MostTokens(JsonElement body) =>
        (body.Field("max_completion_tokens") ?? body.Field("max_tokens")) is { ValueKind: JsonValueKind.Number } most && most.TryGetInt32(out var tokens) && tokens > 0 ? tokens : null;

    /// <inheritdoc/>
    public LocalRefusal? Refuse(JsonElement body, LocalScript local, LocalModelScript model)
    {
        var lines = ChatLine.FromChat(body);
        var unknown = local.Strict.Contains("unknown-fields") ? UnknownField(body) : null;
        return LocalRefusal.When(unknown is not null, $"Unknown field: {unknown}")
            ?? LocalRefusal.When(local.Strict.Contains("string-content") && body.Items("messages").Any(message => message.Field("content") is { ValueKind: not JsonValueKind.String }), "messages: content must be a string")
            ?? LocalRefusal.When(body.Items("messages").SelectMany(message => message.Items("content")).Any(part => !Parts.Contains(part.Text("type") ?? "")), "unsupported content[].type")
            ?? (lines.Any(line => line.HasImage) && !model.Can("vision") ? NoImages(local.Kind) : null)
            ?? BrokenCall(lines, local.Kind)
            ?? StrictChecks.Judge(lines, body, local);
    }

    /// <inheritdoc/>
    public JsonObject Write(LocalRefusal refusal, ServerKind kind) => refusal.ForChat(kind);

    /// <inheritdoc/>
    public JsonObject Whole(Saying saying) => new SimulatedCompletion(saying).Whole();

    /// <inheritdoc/>
    public Frames Stream(Saying saying) => new SimulatedCompletion(saying).Stream();

    /// <summary>What a server says of an image that its model cannot see.</summary>
    public static LocalRefusal NoImages(ServerKind kind) => kind.Name switch
    {
        "llama-server" or "jan" => new(500, "server_error", "image input is not supported - hint: if this is unexpected, you may need to provide the mmproj"),
        "vllm" or "sglang" => new(400, "", "At most 0 image(s) may be provided in one prompt."),
        "ollama" => new(400, "invalid_request_error", "this model does not support image input"),
        "deepseek" => new(400, "invalid_request_error", "Failed to deserialize the JSON body into the target type: messages[0]: unknown variant `image_url`, expected `text`"),
        _ => new(400, "invalid_request_error", "Model does not support images. Please use a model that does."),
    };

    private static string? UnknownField(JsonElement body) =>
        body.EnumerateObject().Select(field => field.Name).FirstOrDefault(name => !TopLevel.Contains(name))
            ?? body.Items("messages").SelectMany(message => message.EnumerateObject()).Select(field => field.Name).FirstOrDefault(name => !Message.Contains(name))
            ?? (StrictChecks.Mentions(body, "cache_control") ? "cache_control" : null);

    private static LocalRefusal? BrokenCall(IReadOnlyList<ChatLine> lines, ServerKind kind)
    {
        var broken = lines.SelectMany(line => line.Calls).FirstOrDefault(call => call.Arguments.ValueKind != JsonValueKind.String || !call.IsWellFormed);
        return broken is null ? null
            : kind.IsLlama && kind != ServerKind.LmStudio ? new(500, "server_error", "Failed to parse tool call arguments as JSON: [json.exception.parse_error.101] parse error at line 1, column 1: syntax error")
            : kind == ServerKind.Vllm ? new(400, "", "Unterminated string starting at: line 1 column 13 (char 12)")
            : broken.Arguments.ValueKind != JsonValueKind.String ? new(400, "invalid_request_error", "messages: tool_calls.function.arguments must be a string")
            : null;
    }
}
