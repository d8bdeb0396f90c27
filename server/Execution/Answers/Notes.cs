using System.Buffers;
using System.Text;
using System.Text.Json;
using ClaudeSidecar.Execution.Answers.Calls;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Execution.Answers;

/// <summary>Sentences that stand in an answer where the model said nothing usable; written for both the user and the model that reads them next.</summary>
internal static class Notes
{
    // What a model wrote wrongly helps it when it tries again; all of a large file does not.
    private const int LongestQuote = 2000;

    /// <summary>For an answer that went round in circles (edge case 85).</summary>
    public const string Runaway = "(The local model repeated itself without end and was stopped.)";

    /// <summary>For an answer without text and without a call (edge case 91).</summary>
    /// <param name="cutCall">A call was cut by the token limit.</param>
    /// <param name="reasoned">The model reasoned and said nothing else.</param>
    /// <param name="limit">The token limit ended the answer.</param>
    public static string ForNothing(bool cutCall, bool reasoned, bool limit) => (cutCall, reasoned, limit) switch
    {
        (true, _, _) => "(The tool call was cut off by the output limit and was not made.)",
        (_, true, true) => "(The local model reached the output limit while it was still reasoning.)",
        (_, true, _) => "(The local model reasoned but gave no answer.)",
        _ => "(The local model gave an empty answer.)",
    };

    /// <summary>For a call whose arguments cannot be read and that cannot be given back as an error (edge case 80).</summary>
    public static string Unreadable(in CalledTool call) =>
        $"(The call of the tool {Words(call.Name)} was not made, because its arguments are not a JSON object: {Words(call.Arguments)})";

    /// <summary>The same as an input that the client refuses, so that the model reads it with the refusal (edge case 80).</summary>
    public static ReadOnlySpan<byte> UnreadableInput(in CalledTool call)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(output, MessageJson.Options);
        json.WriteStartObject();
        json.WriteString("_error"u8, "The arguments were not a JSON object, so the tool was not run. Call it again with valid JSON."u8);
        json.WriteString("_arguments"u8, Words(call.Arguments));
        json.WriteEndObject();
        json.Flush();
        return output.WrittenSpan;
    }

    /// <summary>For a call of a tool that the request does not offer (edge case 84).</summary>
    public static string UnknownTool(in CalledTool call) =>
        $"(The call of the tool {Words(call.Name)} was not made, because there is no such tool. Its arguments: {Words(call.Arguments)})";

    private static string Words(ReadOnlySpan<byte> text)
    {
        var words = text.IsEmpty ? "(none)" : Encoding.UTF8.GetString(text);
        return words.Length <= LongestQuote ? words : words[..(char.IsHighSurrogate(words[LongestQuote - 1]) ? LongestQuote - 1 : LongestQuote)] + "…";
    }
}
