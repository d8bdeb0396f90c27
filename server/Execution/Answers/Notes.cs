using System.Text;

namespace ClaudeSidecar.Execution.Answers;

/// <summary>Sentences that stand in an answer where the model said nothing usable; written for both the user and the model that reads them next.</summary>
internal static class Notes
{
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

    /// <summary>For a call whose arguments cannot be read (edge case 80).</summary>
    public static string Unreadable(PendingCall call) =>
        $"(The call of the tool {Words(call.Name)} was not made, because its arguments are not a JSON object: {Words(call.Arguments)})";

    /// <summary>For a call of a tool that the request does not offer (edge case 84).</summary>
    public static string UnknownTool(PendingCall call) =>
        $"(The call of the tool {Words(call.Name)} was not made, because there is no such tool. Its arguments: {Words(call.Arguments)})";

    private static string Words(ReadOnlySpan<byte> text) => text.IsEmpty ? "(none)" : Encoding.UTF8.GetString(text);
}
