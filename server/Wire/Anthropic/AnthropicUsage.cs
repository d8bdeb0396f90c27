using System.Text.Json;
using ClaudeSidecar.Wire.Chat;

namespace ClaudeSidecar.Wire.Anthropic;

/// <summary>
/// Token counts gathered over one answer. They come in two places: what the end says counts more than what the start said, which
/// some servers only estimate, and a count that is left out or 0 changes nothing (claude-wire 3, local-servers 1.1).
/// </summary>
internal sealed class AnthropicUsage
{
    private int _input;
    private int _cacheRead;
    private int _cacheWritten;
    private int _output;

    private long Prompt => (long)_input + _cacheRead + _cacheWritten;

    /// <summary>Reads the object that the reader stands on; the counts as far as they are known now, or null for anything else.</summary>
    public ChatUsage? Take(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        int input = 0, cacheRead = 0, cacheWritten = 0;
        while (reader.NextProperty())
        {
            if (reader.ValueTextEquals("input_tokens"u8))
            {
                reader.Read();
                input = reader.CountOrSkip() ?? 0;
            }
            else if (reader.ValueTextEquals("cache_read_input_tokens"u8))
            {
                reader.Read();
                cacheRead = reader.CountOrSkip() ?? 0;
            }
            else if (reader.ValueTextEquals("cache_creation_input_tokens"u8))
            {
                reader.Read();
                cacheWritten = reader.CountOrSkip() ?? 0;
            }
            else if (reader.ValueTextEquals("output_tokens"u8))
            {
                reader.Read();
                _output = Later(_output, reader.CountOrSkip() ?? 0);
            }
            else
            {
                reader.SkipValue();
            }
        }

        // A count of the whole prompt, told without its parts, is not added to the parts that the start told.
        if (cacheRead == 0 && cacheWritten == 0 && input >= Prompt)
        {
            cacheRead = _cacheRead;
            (input, _cacheWritten) = (input - cacheRead, 0);
        }

        (_input, _cacheRead, _cacheWritten) = (Later(_input, input), Later(_cacheRead, cacheRead), Later(_cacheWritten, cacheWritten));
        return new ChatUsage((int)Math.Min(Prompt, int.MaxValue), _cacheRead, _output);
    }

    private static int Later(int before, int now) => now > 0 ? now : before;
}
