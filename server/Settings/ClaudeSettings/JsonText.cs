using System.Text.Json;

namespace ClaudeSidecar.Settings.ClaudeSettings;

/// <summary>Where each value of a JSON text stands, so that the text can be edited and everything else stays as it was. Comments and trailing commas are allowed.</summary>
internal sealed class JsonText
{
    private static readonly JsonDocumentOptions Syntax = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 64 };

    private readonly string _text;
    private int _at;

    private JsonText(string text) => _text = text;

    /// <summary>The root value; null when the text is no valid JSON.</summary>
    public static JsonSpan? Parse(string text)
    {
        try
        {
            // Says whether the text is valid, so that the scan below need only find its way.
            using var _ = Document(text);
        }
        catch (JsonException)
        {
            return null;
        }

        var scan = new JsonText(text);
        scan._at = scan.AfterTrivia(0);
        return scan.Value(key: null, keyStart: scan._at);
    }

    /// <summary>What is wrong with a text that is not the JSON object it should be, and where.</summary>
    public static string Fault(string text)
    {
        try
        {
            using var _ = Document(text);
            return "is not a JSON object";
        }
        catch (JsonException broken)
        {
            return $"is torn or not valid JSON at line {broken.LineNumber + 1}, column {broken.BytePositionInLine + 1}";
        }
    }

    /// <summary>The position behind white space and comments.</summary>
    public static int SkipTrivia(string text, int at) => new JsonText(text).AfterTrivia(at);

    private static JsonDocument Document(string text) => JsonDocument.Parse(text.AsMemory(text.StartsWith('\uFEFF') ? 1 : 0), Syntax);

    private JsonSpan Value(string? key, int keyStart)
    {
        var start = _at;
        switch (_text[_at])
        {
            case '{' or '[':
                return Container(key, keyStart);
            case '"':
                SkipString();
                break;
            default:
                while (_at < _text.Length && !(char.IsWhiteSpace(_text[_at]) || _text[_at] is ',' or '}' or ']' or '/'))
                {
                    _at++;
                }

                break;
        }

        return new(key, keyStart, start, _at, _text[start], []);
    }

    private JsonSpan Container(string? key, int keyStart)
    {
        var (start, open) = (_at, _text[_at]);
        var children = new List<JsonSpan>();
        _at = AfterTrivia(_at + 1);
        while (_text[_at] is not ('}' or ']'))
        {
            children.Add(open == '{' ? Member() : Value(key: null, keyStart: _at));
            _at = AfterTrivia(_at);
            if (_text[_at] == ',')
            {
                children[^1] = children[^1] with { Comma = _at };
                _at = AfterTrivia(_at + 1);
            }
        }

        return new(key, keyStart, start, ++_at, open, children);
    }

    private JsonSpan Member()
    {
        var keyStart = _at;
        SkipString();
        var key = JsonSpan.Unquote(_text[keyStart.._at]);
        _at = AfterTrivia(AfterTrivia(_at) + 1);
        return Value(key, keyStart);
    }

    private void SkipString()
    {
        for (_at++; _text[_at] != '"'; _at++)
        {
            if (_text[_at] == '\\')
            {
                _at++;
            }
        }

        _at++;
    }

    private int AfterTrivia(int at)
    {
        while (at < _text.Length)
        {
            if (char.IsWhiteSpace(_text[at]) || _text[at] == '\uFEFF')
            {
                at++;
            }
            else if (_text.AsSpan(at).StartsWith("//"))
            {
                at = _text.AsSpan(at).IndexOfAny('\r', '\n') is var end and >= 0 ? at + end : _text.Length;
            }
            else if (_text.AsSpan(at).StartsWith("/*"))
            {
                at = _text.IndexOf("*/", at + 2, StringComparison.Ordinal) + 2;
            }
            else
            {
                break;
            }
        }

        return at;
    }
}
