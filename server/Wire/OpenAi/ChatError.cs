using System.Text;
using System.Text.Json;

namespace ClaudeSidecar.Wire.OpenAi;

/// <summary>An error of a server of OpenAI's dialect; each server has its own layout (local-servers 3.1).</summary>
/// <param name="Message">The server's words, at most 500 characters.</param>
/// <param name="PromptTokens">Size of the prompt, where it is told; 0 = not told.</param>
/// <param name="Window">Size of the window, where it is told; 0 = not told.</param>
internal sealed record ChatError(string Message, int PromptTokens, int Window)
{
    private const int LongestMessage = 500;

    /// <summary>Reads a body of any kind. Never throws.</summary>
    public static ChatError Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Read(document.RootElement);
        }
        catch (JsonException)
        {
            return new ChatError(Shortened(Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, LongestMessage * 4)])), 0, 0);
        }
    }

    private static ChatError Read(JsonElement root)
    {
        // {"error":{"message","n_prompt_tokens","n_ctx"}}, {"error":"words"}, {"object":"error","message"}, {"detail":…}
        var holder = Member(root, "error") is { ValueKind: JsonValueKind.Object } inner ? inner : root;
        var words = Words(holder, "message") ?? Words(root, "error") ?? Words(root, "detail") ?? Words(root, "message") ?? root.GetRawText();
        return new ChatError(Shortened(words), Number(holder, "n_prompt_tokens"), Number(holder, "n_ctx"));
    }

    private static JsonElement? Member(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(name, out var value) ? value : null;

    private static string? Words(JsonElement holder, string name) => Member(holder, name) switch
    {
        { ValueKind: JsonValueKind.String } words => JsonWords(words),
        { ValueKind: JsonValueKind.Array } list => list.GetRawText(),
        _ => null,
    };

    private static string JsonWords(JsonElement words)
    {
        try
        {
            return words.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: the words as they stand in the JSON serve as well.
            return words.GetRawText();
        }
    }

    private static int Number(JsonElement holder, string name) =>
        Member(holder, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out var value) ? value : 0;

    private static string Shortened(string words)
    {
        var line = words.Trim().ReplaceLineEndings(" ");
        return line.Length <= LongestMessage ? line : line[..LongestMessage] + "…";
    }
}
