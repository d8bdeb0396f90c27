using System.Text.Json;

namespace ClaudeSidecar.Settings.ClaudeSettings;

/// <summary>One value in a JSON text and where it stands.</summary>
/// <param name="Key">Its key, unescaped; null for an item of a list and for the root.</param>
/// <param name="Outset">Where its key, or it itself, begins.</param>
/// <param name="Start">Where the value begins.</param>
/// <param name="End">Behind its last character.</param>
/// <param name="Sign">Its first character, which tells its kind.</param>
/// <param name="Children">Members or items, in the text's order.</param>
internal sealed record JsonSpan(string? Key, int Outset, int Start, int End, char Sign, IReadOnlyList<JsonSpan> Children)
{
    /// <summary>Position of the comma behind it; null when there is none.</summary>
    public int? Comma { get; init; }

    public bool IsObject => Sign == '{';

    public bool IsList => Sign == '[';

    /// <summary>The member that counts: of equal keys the last one, as every reader takes it.</summary>
    public JsonSpan? Find(string key) => IsObject ? Children.LastOrDefault(child => child.Key == key) : null;

    /// <summary>The value's text.</summary>
    public string Literal(string text) => text[Start..End];

    /// <summary>The value of a JSON string; null for any other value.</summary>
    public string? String(string text) => Sign == '"' ? Unquote(Literal(text)) : null;

    public static string Unquote(string literal)
    {
        using var document = JsonDocument.Parse(literal);
        return document.RootElement.GetString()!;
    }
}
