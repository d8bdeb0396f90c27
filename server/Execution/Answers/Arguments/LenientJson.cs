using System.Buffers;

namespace ClaudeSidecar.Execution.Answers.Arguments;

/// <summary>
/// Reads JSON as models write it and writes it as JSON. It repairs what has only one reading: commas before a closing bracket, single
/// quotes, keys without quotes, raw line breaks and lone backslashes in strings, Python's <c>True</c> and <c>None</c>, closing brackets
/// that are missing at the end (edge case 80). It guesses nothing: a quote inside a string, or a string that has no end, is not repaired.
/// </summary>
internal ref struct LenientJson
{
    private const int MostDepth = 200;

    private readonly ReadOnlySpan<byte> _text;
    private readonly IBufferWriter<byte> _output;
    private readonly Span<byte> _open;
    private int _depth;
    private int _at;
    private bool _isRepaired;

    private LenientJson(ReadOnlySpan<byte> text, IBufferWriter<byte> output, Span<byte> open)
    {
        _text = text;
        _output = output;
        _open = open;
    }

    private enum Expected
    {
        Value,
        FirstItem,
        NextItem,
        FirstKey,
        NextKey,
        Colon,
        Next,
    }

    /// <summary>Reads the value with which the text begins.</summary>
    /// <param name="text">UTF-8; more may follow the value.</param>
    /// <param name="output">Gets it as JSON; of use only when it was read to an end.</param>
    public static JsonReading Read(ReadOnlySpan<byte> text, IBufferWriter<byte> output)
    {
        var json = new LenientJson(text, output, stackalloc byte[MostDepth]);
        var ending = json.Read();
        return new JsonReading(ending, json._at, json._isRepaired || ending == JsonEnding.Unclosed);
    }

    private JsonEnding Read()
    {
        var expected = Expected.Value;
        while (true)
        {
            SkipSpace();
            if (_at == _text.Length)
            {
                return expected == Expected.Next ? CloseAll() : JsonEnding.CutOff;
            }

            var ending = expected switch
            {
                Expected.Value => Value(ref expected),
                Expected.FirstItem or Expected.NextItem => Item(ref expected),
                Expected.FirstKey or Expected.NextKey => Key(ref expected),
                Expected.Colon => Colon(ref expected),
                _ => Next(ref expected),
            };
            if (ending is { } known)
            {
                return known;
            }

            if (_depth == 0)
            {
                return JsonEnding.Whole;
            }
        }
    }

    private JsonEnding? Value(ref Expected expected)
    {
        var next = _text[_at];
        if (next is (byte)'{' or (byte)'[')
        {
            if (_depth == MostDepth)
            {
                return JsonEnding.Broken;
            }

            _at++;
            _open[_depth++] = (byte)(next + 2); // in ASCII both closers stand two behind their openers
            _output.Write([next]);
            expected = next == (byte)'{' ? Expected.FirstKey : Expected.FirstItem;
            return null;
        }

        expected = Expected.Next;
        return next is (byte)'"' or (byte)'\'' ? String(next) : Scalar();
    }

    private JsonEnding? Item(ref Expected expected)
    {
        if (_text[_at] == (byte)']')
        {
            return Close(ref expected, afterComma: expected == Expected.NextItem);
        }

        Separate(expected == Expected.NextItem);
        return Value(ref expected);
    }

    private JsonEnding? Key(ref Expected expected)
    {
        var next = _text[_at];
        if (next == (byte)'}')
        {
            return Close(ref expected, afterComma: expected == Expected.NextKey);
        }

        Separate(expected == Expected.NextKey);
        expected = Expected.Colon;
        if (next is (byte)'"' or (byte)'\'')
        {
            return String(next);
        }

        var word = Word();
        if (word.IsEmpty || char.IsAsciiDigit((char)next))
        {
            return JsonEnding.Broken;
        }

        _isRepaired = true;
        _output.Write("\""u8);
        _output.Write(word);
        _output.Write("\""u8);
        _at += word.Length;
        return null;
    }

    private JsonEnding? Colon(ref Expected expected)
    {
        if (_text[_at] != (byte)':')
        {
            return JsonEnding.Broken;
        }

        _at++;
        _output.Write(":"u8);
        expected = Expected.Value;
        return null;
    }

    private JsonEnding? Next(ref Expected expected)
    {
        if (_text[_at] != (byte)',')
        {
            return Close(ref expected, afterComma: false);
        }

        _at++;
        expected = _open[_depth - 1] == (byte)'}' ? Expected.NextKey : Expected.NextItem;
        return null;
    }

    private JsonEnding? Close(ref Expected expected, bool afterComma)
    {
        if (_text[_at] != _open[_depth - 1])
        {
            return JsonEnding.Broken;
        }

        _isRepaired |= afterComma;
        _output.Write([_open[--_depth]]);
        _at++;
        expected = Expected.Next;
        return null;
    }

    private JsonEnding CloseAll()
    {
        while (_depth > 0)
        {
            _output.Write([_open[--_depth]]);
        }

        return JsonEnding.Unclosed;
    }

    private JsonEnding? Scalar()
    {
        var word = Word();
        var literal = word switch
        {
            _ when word.SequenceEqual("true"u8) || word.SequenceEqual("True"u8) => "true"u8,
            _ when word.SequenceEqual("false"u8) || word.SequenceEqual("False"u8) => "false"u8,
            _ when word.SequenceEqual("null"u8) || word.SequenceEqual("None"u8) => "null"u8,
            _ => default,
        };
        if (literal.IsEmpty && !JsonNumber.Is(word))
        {
            // The first letters of a literal may be all that arrived of it.
            return _at + word.Length == _text.Length && !word.IsEmpty ? JsonEnding.CutOff : JsonEnding.Broken;
        }

        _at += word.Length;
        if (literal.IsEmpty && _at == _text.Length && _depth > 0)
        {
            return JsonEnding.CutOff; // more digits may have been meant
        }

        _isRepaired |= !literal.IsEmpty && !literal.SequenceEqual(word);
        _output.Write(literal.IsEmpty ? word : literal);
        return null;
    }

    private JsonEnding? String(byte quote)
    {
        _isRepaired |= quote == (byte)'\'';
        _at++;
        _output.Write("\""u8);
        while (true)
        {
            var rest = _text[_at..];
            var special = 0;
            while (special < rest.Length && rest[special] >= 0x20 && rest[special] is not ((byte)'\\' or (byte)'"') && rest[special] != quote)
            {
                special++;
            }

            _output.Write(rest[..special]);
            _at += special;
            if (special == rest.Length)
            {
                return JsonEnding.CutOff;
            }

            var next = rest[special];
            if (next == quote)
            {
                _at++;
                _output.Write("\""u8);
                return EndsHere() ? null : JsonEnding.Broken;
            }

            if (next == (byte)'\\')
            {
                if (!Escape())
                {
                    return JsonEnding.CutOff;
                }
            }
            else
            {
                _isRepaired = true;
                _at++;
                WriteEscaped(next);
            }
        }
    }

    // What follows tells whether the quote ended the string or stood in it.
    private readonly bool EndsHere()
    {
        var rest = _text[_at..].TrimStart(" \t\r\n"u8);
        return _depth == 0 || rest.IsEmpty || rest[0] is (byte)',' or (byte)':' or (byte)'}' or (byte)']';
    }

    // False when the text ends in the middle of it.
    private bool Escape()
    {
        var rest = _text[(_at + 1)..];
        if (rest.IsEmpty)
        {
            return false;
        }

        if (rest[0] == (byte)'u')
        {
            var digits = rest[1..Math.Min(rest.Length, 5)];
            if (digits.IndexOfAnyExcept(JsonNumber.HexDigits) >= 0)
            {
                return KeepBackslash();
            }

            if (digits.Length < 4)
            {
                return false;
            }

            _output.Write(_text.Slice(_at, 6));
            _at += 6;
            return true;
        }

        if (rest[0] == (byte)'\'')
        {
            _isRepaired = true;
            _output.Write("'"u8);
        }
        else if ("\"\\/bfnrt"u8.Contains(rest[0]))
        {
            _output.Write(_text.Slice(_at, 2));
        }
        else
        {
            return KeepBackslash();
        }

        _at += 2;
        return true;
    }

    // No escape of JSON's: a backslash that was meant as one, as in a path or a pattern.
    private bool KeepBackslash()
    {
        _isRepaired = true;
        _output.Write("\\\\"u8);
        _at++;
        return true;
    }

    private readonly void WriteEscaped(byte control) => _output.Write(control switch
    {
        (byte)'"' => "\\\""u8,
        (byte)'\n' => "\\n"u8,
        (byte)'\r' => "\\r"u8,
        (byte)'\t' => "\\t"u8,
        _ => System.Text.Encoding.ASCII.GetBytes($"\\u{control:x4}"),
    });

    private readonly void Separate(bool afterComma)
    {
        if (afterComma)
        {
            _output.Write(","u8);
        }
    }

    private readonly ReadOnlySpan<byte> Word()
    {
        var rest = _text[_at..];
        var end = rest.IndexOfAnyExcept(JsonNumber.WordBytes);
        return end < 0 ? rest : rest[..end];
    }

    private void SkipSpace()
    {
        var rest = _text[_at..];
        var end = rest.IndexOfAnyExcept(" \t\r\n"u8);
        _at += end < 0 ? rest.Length : end;
    }
}
