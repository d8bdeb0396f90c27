using System.Text.Json;

namespace ClaudeSidecar.Wire.Anthropic;

/// <summary>What the tools came to, as the last user message of a request tells it.</summary>
/// <param name="Results">Results of tools.</param>
/// <param name="Errors">Of these, the ones with <c>is_error</c>: a call that failed, or one that the user refused.</param>
public readonly record struct ToolOutcomes(int Results, int Errors)
{
    /// <summary>Counts them without building a document.</summary>
    /// <param name="content">The message's content: a text, or a list of blocks. Anything else tells nothing.</param>
    public static ToolOutcomes Of(ReadOnlySpan<byte> content)
    {
        var (results, errors) = (0, 0);
        try
        {
            var reader = new Utf8JsonReader(content);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                return default;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                var (isResult, isError) = Block(ref reader);
                results += isResult ? 1 : 0;
                errors += isResult && isError ? 1 : 0;
            }
        }
        catch (Exception cut) when (cut is JsonException or InvalidOperationException)
        {
            // Whoever answers will say so; what was read counts.
        }

        return new(results, errors);
    }

    private static (bool IsResult, bool IsError) Block(ref Utf8JsonReader reader)
    {
        var (isResult, isError) = (false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                isResult = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("tool_result"u8);
            }
            else if (reader.ValueTextEquals("is_error"u8))
            {
                reader.Read();
                isError = reader.TokenType == JsonTokenType.True;
            }
            else
            {
                reader.Read();
            }

            reader.Skip();
        }

        return (isResult, isError);
    }
}
