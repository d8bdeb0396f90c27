using System.Text;
using System.Text.Json;
using ClaudeSidecar.Tests.Fakes;

namespace ClaudeSidecar.Tests.Context.Sessions;

/// <summary>What a model reads in a request: every text of the system's and of the messages, calls and results included.</summary>
internal sealed class RequestWords
{
    // As much as a paragraph: words that stand further apart do not say one thing. A list of files may name their folder once.
    private const int Paragraph = 600;
    private const int FileList = 4000;

    private readonly List<(string Text, bool IsProse)> _passages = [];

    /// <summary>Reads a Messages request.</summary>
    public static RequestWords Of(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var words = new RequestWords();
        words.Read(document.RootElement.Get("system") ?? default, isProse: true);
        foreach (var message in document.RootElement.Items("messages"))
        {
            words.Read(message.Get("content") ?? default, isProse: true);
        }

        return words;
    }

    /// <summary>True where the fact's words stand together in one paragraph of one text, each as a whole word, in any case.</summary>
    public bool Tell(SessionFact fact) => _passages.Exists(passage => Find(passage.Text, fact) >= 0);

    /// <summary>The texts that are said and not the result or the arguments of a call, as they are compared here.</summary>
    public IEnumerable<string> Prose => _passages.Where(passage => passage.IsProse).Select(passage => passage.Text);

    /// <summary>Where the first paragraph begins in which all words of a fact stand; -1 for nowhere.</summary>
    public static int Find(string text, SessionFact fact)
    {
        var sought = fact.Words.Select(Plain).ToArray();
        var near = fact.Kind == "file" ? FileList : Paragraph;
        for (var at = IndexOf(text, sought[0], 0); at >= 0; at = IndexOf(text, sought[0], at + 1))
        {
            var from = Math.Max(0, at - near);
            var around = text[from..Math.Min(text.Length, at + sought[0].Length + near)];
            if (sought.All(word => IndexOf(around, word, 0) >= 0))
            {
                return from;
            }
        }

        return -1;
    }

    /// <summary>A text without the differences that do not matter: case, and which white space.</summary>
    public static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (!char.IsWhiteSpace(letter))
            {
                plain.Append(char.ToLowerInvariant(letter));
            }
            else if (plain.Length > 0 && plain[^1] != ' ')
            {
                plain.Append(' ');
            }
        }

        return plain.ToString();
    }

    // Chinese puts no space between words: where one begins and ends is not to be seen.
    private static int IndexOf(string text, string word, int from)
    {
        for (var at = text.IndexOf(word, from, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            var end = at + word.Length;
            if ((at == 0 || !Joins(text[at - 1], word[0])) && (end == text.Length || !Joins(word[^1], text[end])))
            {
                return at;
            }
        }

        return -1;
    }

    private static bool Joins(char left, char right) => char.IsAsciiLetterOrDigit(left) && char.IsAsciiLetterOrDigit(right);

    private void Read(JsonElement value, bool isProse)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                _passages.Add((Plain(value.GetString()!), isProse));
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                {
                    Read(item, isProse);
                }

                break;
            case JsonValueKind.Object when value.Text("type") is "image" or "thinking" or "redacted_thinking":
                break;
            case JsonValueKind.Object when value.Text("type") == "text" && value.Text("text") is { } text:
                _passages.Add((Plain(text), isProse));
                break;
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject().Where(member => member.Name is not ("type" or "id" or "tool_use_id" or "cache_control" or "name")))
                {
                    Read(member.Value, isProse: false);
                }

                break;
        }
    }
}
