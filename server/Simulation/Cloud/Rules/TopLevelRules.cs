using System.Text.Json;
using ClaudeSidecar.Simulation.Plays;

namespace ClaudeSidecar.Simulation.Cloud.Rules;

/// <summary>The fields of the body itself.</summary>
internal static class TopLevelRules
{
    private const int MostOutput = 128_000;

    private static readonly HashSet<string> Always =
    [
        "model", "messages", "max_tokens", "system", "metadata", "stop_sequences", "stream", "temperature", "top_p", "top_k", "tools",
        "tool_choice", "thinking", "service_tier", "output_config", "cache_control", "container", "inference_geo",
    ];

    // A field and the start of the beta that opens it.
    private static readonly Dictionary<string, string[]> WithBeta = new()
    {
        ["context_management"] = ["context-management-", "compact-"],
        ["safeguards"] = ["dangerous-tool-use-"],
        ["mcp_servers"] = ["mcp-client-"],
        ["speed"] = ["fast-mode-"],
        ["fallbacks"] = ["server-side-fallback", "fallback"],
        ["diagnostics"] = ["cache-diagnos", "diagnostics"],
    };

    public static Refusal? Judge(JsonElement body, string betas, bool counting)
    {
        foreach (var field in body.EnumerateObject())
        {
            if (!Always.Contains(field.Name) && !(WithBeta.TryGetValue(field.Name, out var starts) && starts.Any(start => betas.Contains(start, StringComparison.Ordinal))))
            {
                return Refusal.Invalid($"{field.Name}: Extra inputs are not permitted");
            }
        }

        if (body.Text("model") is not { Length: > 0 } model)
        {
            return Refusal.Invalid("model: Field required");
        }

        if (body.Field("messages") is null)
        {
            return Refusal.Invalid("messages: Field required");
        }

        // Any id of the family is taken; a local model's name that reached the wrong server is not.
        return !model.StartsWith("claude-", StringComparison.Ordinal)
            ? new(404, "not_found_error", $"model: {model}") { ShouldRetry = false }
            : counting ? null : MaxTokens(body, model) ?? Stream(body) ?? Sampling(body) ?? Thinking(body);
    }

    /// <summary>Prompt and answer together must fit.</summary>
    public static Refusal? JudgeRoom(JsonElement body, int tokens, int contextWindow, bool counting) =>
        !counting && body.Field("max_tokens") is { } most && tokens + most.GetInt32() > contextWindow
            ? Refusal.Invalid($"input length and `max_tokens` exceed context limit: {tokens} + {most.GetInt32()} > {contextWindow}, decrease input length or `max_tokens` and try again")
            : null;

    private static Refusal? MaxTokens(JsonElement body, string model) => body.Field("max_tokens") switch
    {
        null => Refusal.Invalid("max_tokens: Field required"),
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var most) => most < 1
            ? Refusal.Invalid("max_tokens: Input should be greater than or equal to 1")
            : most > MostOutput ? Refusal.Invalid($"max_tokens: {most} > {MostOutput}, which is the maximum allowed number of output tokens for {model}") : null,
        _ => Refusal.Invalid("max_tokens: Input should be a valid integer"),
    };

    private static Refusal? Stream(JsonElement body) =>
        body.Field("stream") is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) } ? Refusal.Invalid("stream: Input should be a valid boolean") : null;

    private static Refusal? Sampling(JsonElement body) =>
        body.Field("temperature") is { } value && (value.ValueKind != JsonValueKind.Number || value.GetDouble() is < 0 or > 1)
            ? Refusal.Invalid("temperature: range: 0..1")
            : body.Items("stop_sequences").Any(stop => stop.ValueKind != JsonValueKind.String || string.IsNullOrWhiteSpace(stop.GetString()))
                ? Refusal.Invalid("stop_sequences: each stop sequence must contain non-whitespace")
                : null;

    private static Refusal? Thinking(JsonElement body)
    {
        if (body.Field("thinking") is not { } thinking)
        {
            return null;
        }

        return thinking.Text("type") switch
        {
            "adaptive" or "disabled" => null,
            "enabled" when thinking.Field("budget_tokens") is { ValueKind: JsonValueKind.Number } budget && budget.TryGetInt32(out var tokens) =>
                tokens < 1024 ? Refusal.Invalid("thinking.enabled.budget_tokens: Input should be greater than or equal to 1024")
                : tokens >= body.Field("max_tokens")!.Value.GetInt32() ? Refusal.Invalid("`max_tokens` must be greater than `thinking.budget_tokens`. Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking#max-tokens-and-context-window-size")
                : null,
            "enabled" => Refusal.Invalid("thinking.enabled.budget_tokens: Field required"),
            _ => Refusal.Invalid("thinking: Input tag does not match any of the expected tags: 'adaptive', 'disabled', 'enabled'"),
        };
    }
}
