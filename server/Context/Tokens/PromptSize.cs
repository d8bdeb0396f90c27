using System.Text.Json;

namespace ClaudeSidecar.Context.Tokens;

/// <summary>Counts the tokens of one JSON value of a Messages request: <see cref="PromptSize.OfValue"/>, or what takes its place.</summary>
/// <param name="json">Valid JSON.</param>
public delegate int JsonTokens(ReadOnlySpan<byte> json);

/// <summary>
/// The size of prompts in tokens of o200k_base, or of the vocabulary that the user chose, as they are before any <see cref="Calibration"/>: the side of safety is to say too many
/// (edge cases 97, 98). Counts system, tools, messages and tool blocks; images by their size in pixels. What was counted is remembered.
/// </summary>
internal static class PromptSize
{
    /// <summary>What begins a prompt and opens the answer: what a whole has beyond the sum of its parts.</summary>
    public const int PerPrompt = 8;

    // What is no JSON is no prompt either: a rough number must do, and must not take long.
    private const int BytesPerToken = 3;

    private static readonly BlockCounts Blocks = new(static () => Vocabularies.Counting);

    /// <summary>Tokens of a Messages body; at least 1. A body that is no JSON counts by its length.</summary>
    public static int Estimate(ReadOnlySpan<byte> body)
    {
        try
        {
            return Blocks.OfBody(body);
        }
        catch (JsonException)
        {
            return Math.Max(1, body.Length / BytesPerToken);
        }
    }

    /// <summary>Tokens of a part of one, of any kind: a message, a block, a tool, the system text. The parts of a body and <see cref="PerPrompt"/> sum up to the whole.</summary>
    public static int OfValue(ReadOnlySpan<byte> json)
    {
        try
        {
            return Blocks.OfValue(json);
        }
        catch (JsonException)
        {
            return json.Length / BytesPerToken;
        }
    }

    /// <summary>Tokens of a text.</summary>
    public static int OfText(string text) => Vocabularies.Counting.CountTokens(text);
}
