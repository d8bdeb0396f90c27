using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using ClaudeSidecar.Execution.Answers.Arguments;

namespace ClaudeSidecar.Execution.Answers.Calls;

/// <summary>Calls as JSON, <c>{"name":…,"arguments":…}</c>: one, or an array of them. Models vary the words.</summary>
internal static class JsonCalls
{
    private static readonly string[] NameWords = ["name", "tool", "tool_name", "function"];
    private static readonly string[] ArgumentWords = ["arguments", "parameters", "args", "input", "tool_input"];

    /// <summary>Reads what stands at a place.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="at">Where the JSON begins; behind it afterwards.</param>
    /// <param name="closer">What ends the call in this format; empty for nothing but the JSON's own end.</param>
    /// <param name="calls">Gets the calls.</param>
    /// <returns>False when there is no call.</returns>
    public static bool Read(ReadOnlySpan<byte> text, ref int at, ReadOnlySpan<byte> closer, CallList calls)
    {
        var json = text[at..];
        var output = new ArrayBufferWriter<byte>(json.Length + 16);
        var reading = LenientJson.Read(json, output);
        if (reading.Ending is JsonEnding.Whole or JsonEnding.Unclosed)
        {
            at += reading.Length;
            return Add(output.WrittenSpan, reading.Ending == JsonEnding.Whole, calls);
        }

        // What cannot be read is still a call where its tool is clear: the model is told what was wrong with it.
        var end = closer.IsEmpty ? -1 : json.IndexOf(closer);
        var isClosed = reading.Ending == JsonEnding.Broken && end >= 0;
        if (end < 0 && reading.Ending == JsonEnding.Broken)
        {
            return false;
        }

        var raw = json[..(isClosed ? end : json.Length)];
        at += raw.Length;
        return calls.Add(NameIn(raw), ArgumentsIn(raw), isClosed);
    }

    private static bool Add(ReadOnlySpan<byte> json, bool isClosed, CallList calls)
    {
        var before = calls.Entries.Count;
        try
        {
            var root = JsonElement.Parse(json, ArgumentReader.ReadOptions);
            var all = root.ValueKind == JsonValueKind.Array ? root.EnumerateArray().All(item => Add(item, isClosed, calls)) : Add(root, isClosed, calls);
            if (all)
            {
                return calls.Entries.Count > before;
            }
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair in a key: no call that could be made.
        }

        calls.CutBack(before);
        return false;
    }

    private static bool Add(JsonElement call, bool isClosed, CallList calls)
    {
        if (call.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        // {"type":"function","function":{"name":…}} is how calls are written on the wire.
        if (call.TryGetProperty("function", out var inner) && inner.ValueKind == JsonValueKind.Object)
        {
            return Add(inner, isClosed, calls);
        }

        var name = First(call, NameWords);
        return name is { ValueKind: JsonValueKind.String } known &&
            calls.Add(Text(known), First(call, ArgumentWords) is { } arguments ? JsonMarshal.GetRawUtf8Value(arguments) : default, isClosed);
    }

    private static JsonElement? First(JsonElement holder, string[] words)
    {
        foreach (var word in words)
        {
            if (holder.TryGetProperty(word, out var value))
            {
                return value;
            }
        }

        return null;
    }

    private static byte[] Text(JsonElement word)
    {
        try
        {
            return Encoding.UTF8.GetBytes(word.GetString()!);
        }
        catch (InvalidOperationException)
        {
            return [];
        }
    }

    // In JSON that is broken: the first string under "name".
    private static ReadOnlySpan<byte> NameIn(ReadOnlySpan<byte> json)
    {
        var value = ValueOf(json, "\"name\""u8);
        return value.StartsWith("\""u8) ? CallText.Name(value[1..]) : default;
    }

    private static ReadOnlySpan<byte> ArgumentsIn(ReadOnlySpan<byte> json)
    {
        var arguments = ValueOf(json, "\"arguments\""u8);
        return arguments.IsEmpty ? ValueOf(json, "\"parameters\""u8) : arguments;
    }

    private static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> json, ReadOnlySpan<byte> key)
    {
        var at = json.IndexOf(key);
        if (at < 0)
        {
            return default;
        }

        var value = json[(at + key.Length)..].TrimStart(" \t\r\n"u8);
        return value.StartsWith(":"u8) ? value[1..].TrimStart(" \t\r\n"u8) : default;
    }
}
