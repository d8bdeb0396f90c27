using System.Text.Json.Nodes;

namespace ClaudeSidecar.Simulation.Cloud;

/// <summary>Token counts of one answer. The three input parts add up to the whole prompt (claude-wire 3).</summary>
/// <param name="Input">Read anew.</param>
/// <param name="CacheRead">Taken from the prompt cache.</param>
/// <param name="CacheCreation">Put into the prompt cache.</param>
internal sealed record MessageUsage(int Input, int CacheRead, int CacheCreation)
{
    /// <summary>Splits a prompt as a client with cache breakpoints sees it.</summary>
    /// <param name="promptTokens">The whole prompt.</param>
    /// <param name="caches">Whether the request has a breakpoint.</param>
    /// <param name="isFirst">Whether the conversation has no answer yet.</param>
    public static MessageUsage Of(int promptTokens, bool caches, bool isFirst)
    {
        var anew = Math.Min(promptTokens, 8);
        return !caches ? new(promptTokens, 0, 0)
            : isFirst ? new(anew, 0, promptTokens - anew)
            : new(anew, (promptTokens - anew) * 9 / 10, promptTokens - anew - ((promptTokens - anew) * 9 / 10));
    }

    /// <summary>The usage object.</summary>
    public JsonObject Write(int outputTokens) => new()
    {
        ["input_tokens"] = Input,
        ["cache_creation_input_tokens"] = CacheCreation,
        ["cache_read_input_tokens"] = CacheRead,
        ["cache_creation"] = new JsonObject { ["ephemeral_5m_input_tokens"] = CacheCreation, ["ephemeral_1h_input_tokens"] = 0 },
        ["output_tokens"] = outputTokens,
        ["service_tier"] = "standard",
    };
}
