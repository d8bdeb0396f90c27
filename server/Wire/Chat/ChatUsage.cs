using System.Text.Json;

namespace ClaudeSidecar.Wire.Chat;

/// <summary>Token counts as OpenAI's dialect tells them.</summary>
/// <param name="Prompt">The whole prompt, cached part included.</param>
/// <param name="Cached">The part of the prompt that came from a cache.</param>
/// <param name="Completion">Tokens generated.</param>
internal readonly record struct ChatUsage(int Prompt, int Cached, int Completion)
{
    /// <summary>Reads the object that the reader stands on; null for anything else.</summary>
    public static ChatUsage? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        int prompt = 0, cached = 0, completion = 0;
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("prompt_tokens"u8))
            {
                reader.Read();
                prompt = reader.CountOrSkip() ?? 0;
            }
            else if (reader.ValueTextEquals("completion_tokens"u8))
            {
                reader.Read();
                completion = reader.CountOrSkip() ?? 0;
            }
            else if (reader.ValueTextEquals("cached_tokens"u8))
            {
                reader.Read();
                cached = reader.CountOrSkip() ?? 0;
            }
            else if (reader.ValueTextEquals("prompt_tokens_details"u8))
            {
                reader.Read();
                cached = CachedOf(ref reader);
            }
            else
            {
                reader.SkipValue();
            }
        }

        return new ChatUsage(prompt, cached, completion);
    }

    private static int CachedOf(ref Utf8JsonReader reader)
    {
        var cached = 0;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return cached;
        }

        while (reader.NextProperty())
        {
            var wanted = reader.ValueTextEquals("cached_tokens"u8);
            reader.Read();
            cached = wanted ? reader.CountOrSkip() ?? 0 : cached;
            reader.Skip();
        }

        return cached;
    }
}
