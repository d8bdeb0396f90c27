using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ClaudeSidecar.Execution.Answers.Arguments;

namespace ClaudeSidecar.Execution.Answers.Calls;

/// <summary>
/// Reads arguments that stand in tags, one tag for each, the values as they are: a value may hold anything, its own closing tag
/// included. Where a value ends is decided by what follows: another parameter that the tool has, or the end of the call.
/// </summary>
/// <param name="Open">Begins a parameter; its name follows.</param>
/// <param name="NameEnd">Ends the name.</param>
/// <param name="ValueOpen">Begins the value; attributes may stand before it.</param>
/// <param name="Close">Ends the value.</param>
/// <param name="End">Ends the call.</param>
internal sealed record ParameterTags(byte[] Open, byte[] NameEnd, byte[] ValueOpen, byte[] Close, byte[] End)
{
    private const int LongestHead = 200;

    private static readonly JsonWriterOptions WriteOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads all parameters of one call and what ends it.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="at">Behind the head of the call; behind the call afterwards.</param>
    /// <param name="schema">The tool's input schema; null when it is not known.</param>
    /// <param name="closed">True when the call has its end.</param>
    /// <returns>The arguments as a JSON object of strings; null when there is no call.</returns>
    public byte[]? Read(ReadOnlySpan<byte> text, ref int at, ArgumentSchema? schema, out bool closed)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using var json = new Utf8JsonWriter(output, WriteOptions);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var scope = new Scope(schema, seen);
        var isBalanced = true;
        closed = false;
        json.WriteStartObject();
        while ((at = CallText.SkipSpace(text, at)) < text.Length)
        {
            if (CallText.Take(text, ref at, End))
            {
                closed = true;
                break;
            }

            if (!TryHead(text[at..], out var name, out var isJson, out var length))
            {
                if (!IsCallEnd(text[at..]))
                {
                    return null;
                }

                closed = true;
                break;
            }

            seen.Add(name);
            var value = text[(at + length)..];
            var end = ValueEnd(value, scope, ref isBalanced, out var after);
            Write(json, name, Trimmed(value[..end]), isJson);
            at += length + after;
        }

        json.WriteEndObject();
        json.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string name, ReadOnlySpan<byte> value, bool isJson)
    {
        json.WritePropertyName(name);
        if (isJson)
        {
            var output = new ArrayBufferWriter<byte>(value.Length + 1);
            if (LenientJson.Read(value, output) is { Ending: JsonEnding.Whole } reading && value[reading.Length..].Trim(" \t\r\n"u8).IsEmpty)
            {
                json.WriteRawValue(output.WrittenSpan, skipInputValidation: true);
                return;
            }
        }

        json.WriteStringValue(value);
    }

    // The templates put a value on lines of its own: one line break on either side is theirs.
    private static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> value)
    {
        if (!value.StartsWith("\n"u8) && !value.StartsWith("\r\n"u8))
        {
            return value;
        }

        value = value[(value[0] == (byte)'\r' ? 2 : 1)..];
        return value.EndsWith("\r\n"u8) ? value[..^2] : value.EndsWith("\n"u8) ? value[..^1] : value;
    }

    private bool TryHead(ReadOnlySpan<byte> text, out string name, out bool isJson, out int length)
    {
        (name, isJson, length) = ("", false, 0);
        if (!text.StartsWith(Open))
        {
            return false;
        }

        var head = text[Open.Length..Math.Min(text.Length, Open.Length + LongestHead)];
        var end = head.IndexOf(NameEnd);
        if (end <= 0 || head[..end].ContainsAny("\n<>\""u8))
        {
            return false;
        }

        name = System.Text.Encoding.UTF8.GetString(head[..end]).Trim();
        length = Open.Length + end + NameEnd.Length;
        if (ValueOpen.Length > 0)
        {
            var attributes = text[length..Math.Min(text.Length, length + LongestHead)];
            var open = attributes.IndexOf(ValueOpen);
            if (open < 0)
            {
                return false;
            }

            isJson = attributes[..open].IndexOf("string=\"false\""u8) >= 0;
            length += open + ValueOpen.Length;
        }

        return true;
    }

    // Returns the length of the value; behind it is what follows its closing tag, if it has one. Where pairing failed once it is not
    // tried again for each parameter: it looks at all that follows.
    private int ValueEnd(ReadOnlySpan<byte> text, Scope scope, ref bool isBalanced, out int after)
    {
        var end = -1;
        after = 0;
        if (isBalanced)
        {
            end = Balanced(text, scope, out after);
            isBalanced = end >= 0;
        }

        return isBalanced ? end : Unbalanced(text, scope, out after);
    }

    // Tags within the value are paired with each other. Of several ends the last counts, up to where another call begins.
    private int Balanced(ReadOnlySpan<byte> text, Scope scope, out int after)
    {
        var (depth, end) = (0, -1);
        after = 0;
        for (var at = 0; NextTag(text, ref at); at++)
        {
            var rest = text[at..];
            if (rest.StartsWith(Close))
            {
                if (depth > 0)
                {
                    depth--;
                }
                else if (Follows(rest[Close.Length..], scope, out var isParameter))
                {
                    (end, after) = (at, at + Close.Length);
                    if (isParameter)
                    {
                        return end;
                    }
                }
            }
            else if (end >= 0 && depth == 0 && CallFormats.IsOpener(rest) && IsOnlyCallEnd(text[after..at]))
            {
                return end;
            }
            else if (TryHead(rest, out _, out _, out _))
            {
                depth++;
            }
        }

        return end;
    }

    // A closing tag is missing, or a lone tag stands in the value: the first thing that can follow ends it.
    private int Unbalanced(ReadOnlySpan<byte> text, Scope scope, out int after)
    {
        for (var at = 0; NextTag(text, ref at); at++)
        {
            var rest = text[at..];
            var isClose = rest.StartsWith(Close);
            var behind = isClose ? at + Close.Length : at;
            var startsLine = at > 0 && text[at - 1] == (byte)'\n';
            if (isClose && Follows(rest[Close.Length..], scope, out _) ||
                startsLine && TryHead(rest, out var name, out _, out _) && scope.MayFollow(name) ||
                rest.StartsWith(End) && EndsCall(rest[End.Length..]))
            {
                after = behind;
                return at;
            }
        }

        after = text.Length;
        return text.Length;
    }

    private bool Follows(ReadOnlySpan<byte> text, Scope scope, out bool isParameter)
    {
        isParameter = false;
        var rest = text[CallText.SkipSpace(text, 0)..];
        if (TryHead(rest, out var name, out _, out _))
        {
            return isParameter = scope.MayFollow(name);
        }

        return rest.StartsWith(End) || EndsCall(rest);
    }

    private static bool EndsCall(ReadOnlySpan<byte> text)
    {
        var rest = text[CallText.SkipSpace(text, 0)..];
        return rest.IsEmpty || IsCallEnd(rest);
    }

    private bool IsOnlyCallEnd(ReadOnlySpan<byte> text)
    {
        var rest = text[CallText.SkipSpace(text, 0)..];
        return CallText.IsNothing(rest.StartsWith(End) ? rest[End.Length..] : rest);
    }

    private static bool IsCallEnd(ReadOnlySpan<byte> text) => CallFormats.IsOpener(text) || CallText.IsToken(text, out _);

    private bool NextTag(ReadOnlySpan<byte> text, ref int at)
    {
        if (at >= text.Length)
        {
            return false;
        }

        var next = text[at..].IndexOf(Open[0]);
        at += Math.Max(0, next);
        return next >= 0;
    }

    // What may follow a value in this call.
    private sealed class Scope(ArgumentSchema? schema, HashSet<string> seen)
    {
        private readonly bool _isKnown = schema is not null && schema.HasNames;

        public bool MayFollow(string name) => !seen.Contains(name) && (!_isKnown || schema!.Knows(name));
    }
}
