using System.Text.Json;
using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Local.Answers;
using ClaudeSidecar.Simulation.Local.Requests;
using ClaudeSidecar.Simulation.Plays;
using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Simulation.Local.Dialects;

/// <summary>Anthropic's Messages as servers of other makers serve them: each refuses something else (local-servers 1.1–1.5).</summary>
internal sealed class MessagesDialect : ILocalDialect
{
    private static readonly HashSet<string> TopLevel =
    [
        "model", "messages", "system", "max_tokens", "stream", "temperature", "top_p", "top_k", "stop_sequences", "tools", "tool_choice", "thinking", "metadata", "chat_template_kwargs",
    ];

    /// <inheritdoc/>
    public string StreamType => "text/event-stream";

    /// <inheritdoc/>
    public Conversation Read(JsonElement body) => AnthropicConversation.Read(body);

    /// <inheritdoc/>
    public bool Streams(JsonElement body) => body.Field("stream") is { ValueKind: JsonValueKind.True };

    /// <inheritdoc/>
    public int? MostTokens(JsonElement body) =>
        body.Field("max_tokens") is { ValueKind: JsonValueKind.Number } most && most.TryGetInt32(out var tokens) && tokens > 0 ? tokens : null;

    /// <inheritdoc/>
    public LocalRefusal? Refuse(JsonElement body, LocalScript local, LocalModelScript model)
    {
        var rules = local.Kind.Messages!;
        var lines = ChatLine.FromMessages(body);
        var unknown = local.Strict.Contains("unknown-fields") ? UnknownField(body) : null;
        return LocalRefusal.When(rules.NeedsMaxTokens && MostTokens(body) is null, "max_tokens is required and must be positive")
            ?? LocalRefusal.When(unknown is not null, $"{unknown}: Extra inputs are not permitted")
            ?? WrongRole(body, rules, local)
            ?? WrongBlock(body, rules)
            ?? LocalRefusal.When(!rules.ServerTools && body.Items("tools").Any(tool => tool.Field("input_schema") is null), "tools.0.input_schema: Field required")
            ?? LocalRefusal.When(rules.MetadataOfTexts && Values(body.Field("metadata")).Any(value => value.ValueKind != JsonValueKind.String), "metadata: cannot unmarshal into map[string]string")
            ?? (lines.Any(line => line.HasImage) && !model.Can("vision") ? ChatDialect.NoImages(local.Kind) : null)
            ?? LocalRefusal.When(local.Strict.Contains("string-content") && body.Items("messages").Any(message => message.Field("content") is { ValueKind: not JsonValueKind.String }), "messages: content must be a string")
            ?? StrictChecks.Judge(lines, body, local);
    }

    /// <inheritdoc/>
    public JsonObject Write(LocalRefusal refusal, ServerKind kind) => refusal.ForMessages(kind);

    /// <inheritdoc/>
    public JsonObject Whole(Saying saying) => new SimulatedLocalMessage(saying).Whole();

    /// <inheritdoc/>
    public Frames Stream(Saying saying) => new SimulatedLocalMessage(saying).Stream();

    private static IEnumerable<JsonElement> Values(JsonElement? json) =>
        json is { ValueKind: JsonValueKind.Object } fields ? fields.EnumerateObject().Select(field => field.Value) : [];

    private static string? UnknownField(JsonElement body) =>
        body.EnumerateObject().Select(field => field.Name).FirstOrDefault(name => !TopLevel.Contains(name))
            ?? (StrictChecks.Mentions(body, "cache_control") ? "cache_control" : null);

    private static LocalRefusal? WrongRole(JsonElement body, MessageRules rules, LocalScript local)
    {
        var role = body.Items("messages").Select(message => message.Text("role") ?? "").FirstOrDefault(role => role is not ("user" or "assistant"));
        return LocalRefusal.When(role is not null && (!rules.SystemTurns || local.Strict.Contains("old-roles")), $"messages: unknown variant `{role}`, expected `user` or `assistant`");
    }

    private static LocalRefusal? WrongBlock(JsonElement body, MessageRules rules)
    {
        var blocks = body.Items("messages").SelectMany(message => message.Items("content")).ToArray();
        foreach (var block in blocks.Concat(blocks.SelectMany(block => block.Text("type") == "tool_result" ? block.Items("content") : [])))
        {
            var type = block.Text("type") ?? "";
            if (rules.Blocks is { } known && !known.Contains(type))
            {
                return new(400, "invalid_request_error", $"messages.content: unknown block type `{type}`, expected one of {string.Join(", ", known.Select(name => $"`{name}`"))}");
            }

            if (!rules.UrlImages && type == "image" && block.Field("source")?.Text("type") == "url")
            {
                return new(400, "invalid_request_error", "invalid image source type: url. Only base64 images are supported.");
            }
        }

        return null;
    }
}
