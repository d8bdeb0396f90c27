using System.Text.Json;
using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Local.Answers;
using ClaudeSidecar.Simulation.Local.Requests;
using ClaudeSidecar.Simulation.Plays;
using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Simulation.Local.Dialects;

/// <summary>Ollama's native chat: lines of JSON, calls whole with their arguments as an object (local-servers 1.1, 3.1).</summary>
internal sealed class OllamaDialect : ILocalDialect
{
    private static readonly HashSet<string> TopLevel = ["model", "messages", "stream", "tools", "format", "options", "keep_alive", "think", "truncate", "shift", "logprobs", "top_logprobs"];

    /// <inheritdoc/>
    public string StreamType => "application/x-ndjson";

    /// <inheritdoc/>
    public Conversation Read(JsonElement body)
    {
        var chat = OpenAiConversation.Read(body);
        return new()
        {
            Model = chat.Model,
            Turns = chat.Turns,
            Schema = body.Field("format") is { ValueKind: JsonValueKind.Object } schema ? schema : null,
            OneToken = MostTokens(body) == 1,
        };
    }

    /// <summary>A stream is what it sends where nothing is said of it.</summary>
    public bool Streams(JsonElement body) => body.Field("stream") is not { ValueKind: JsonValueKind.False };

    /// <inheritdoc/>
    public int? MostTokens(JsonElement body) =>
        body.Field("options")?.Field("num_predict") is { ValueKind: JsonValueKind.Number } most && most.TryGetInt32(out var tokens) && tokens > 0 ? tokens : null;

    /// <inheritdoc/>
    public int? Window(JsonElement body) =>
        body.Field("options")?.Field("num_ctx") is { ValueKind: JsonValueKind.Number } window && window.TryGetInt32(out var tokens) ? tokens : null;

    /// <inheritdoc/>
    public LocalRefusal? Overflow(JsonElement body, ServerKind kind, int prompt, int output, int window) =>
        prompt > window && body.Field("truncate") is { ValueKind: JsonValueKind.False }
            ? new(400, "", "the prompt is longer than the context length currently available to the model; either shorten the prompt, or increase the context length")
            : null;

    /// <inheritdoc/>
    public LocalRefusal? Refuse(JsonElement body, LocalScript local, LocalModelScript model)
    {
        var lines = ChatLine.FromOllama(body);
        var images = body.Items("messages").SelectMany(message => message.Items("images")).ToArray();
        var unknown = local.Strict.Contains("unknown-fields") ? body.EnumerateObject().Select(field => field.Name).FirstOrDefault(name => !TopLevel.Contains(name)) : null;
        return LocalRefusal.When(unknown is not null, $"Unknown field: {unknown}")
            ?? body.Items("messages").Select(WrongType).FirstOrDefault(wrong => wrong is not null)
            ?? LocalRefusal.When(images.Any(image => !IsBase64(image.GetString() ?? "")), "illegal base64 data at input byte 4")
            ?? (images.Length > 0 && !model.Can("vision") ? ChatDialect.NoImages(local.Kind) : null)
            ?? LocalRefusal.When(body.Items("tools").Any() && !model.Can("tools"), $"registry.ollama.ai/library/{model.Name} does not support tools")
            ?? LocalRefusal.When(WantsThinking(body) && !model.Can("thinking"), $"\"{model.Name}\" does not support thinking")
            ?? StrictChecks.Judge(lines, body, local);
    }

    /// <inheritdoc/>
    public JsonObject Write(LocalRefusal refusal, ServerKind kind) => refusal.ForOllama();

    /// <inheritdoc/>
    public JsonObject Whole(Saying saying) => new SimulatedLines(saying).Whole();

    /// <inheritdoc/>
    public Frames Stream(Saying saying) => new SimulatedLines(saying).Stream();

    /// <summary>True where thinking was switched off.</summary>
    public static bool ForbidsThinking(JsonElement body) => body.Field("think") is { ValueKind: JsonValueKind.False };

    private static bool WantsThinking(JsonElement body) => body.Field("think") is { ValueKind: JsonValueKind.True or JsonValueKind.String };

    // Its structs are typed: what OpenAI's dialect allows does not fit.
    private static LocalRefusal? WrongType(JsonElement message) =>
        message.Field("content") is { ValueKind: not JsonValueKind.String }
            ? new(400, "", "json: cannot unmarshal array into Go struct field ChatRequest.messages.content of type string")
            : message.Items("tool_calls").Any(call => call.Field("function")?.Field("arguments") is { ValueKind: not JsonValueKind.Object })
                ? new(400, "", "json: cannot unmarshal string into Go struct field ToolCallFunction.messages.tool_calls.function.arguments of type api.ToolCallFunctionArguments")
                : null;

    private static bool IsBase64(string text) => Convert.TryFromBase64String(text, new byte[((text.Length * 3) / 4) + 4], out _);
}
