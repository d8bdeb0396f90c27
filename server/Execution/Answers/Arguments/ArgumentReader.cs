using System.Buffers;
using System.Text.Json;
using ClaudeSidecar.Execution.Answers.Calls;

namespace ClaudeSidecar.Execution.Answers.Arguments;

/// <summary>Makes one JSON object of a call's arguments, whatever way the model or its server wrote them (edge cases 79, 80).</summary>
internal static class ArgumentReader
{
    /// <summary>Depth that arguments may have.</summary>
    public static readonly JsonDocumentOptions ReadOptions = new() { MaxDepth = 256 };

    // Encoded once too often happens; three times is something else.
    private const int MostLayers = 3;

    /// <summary>Reads the arguments of a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="input">A JSON object where there is one.</param>
    public static ArgumentState Read(in CalledTool call, out ReadOnlyMemory<byte> input)
    {
        var state = Read(call.Arguments, 0, out input);
        if (state is not (ArgumentState.Valid or ArgumentState.None) && !call.LastSnapshot.IsEmpty &&
            Read(call.LastSnapshot, 0, out var snapshot) == ArgumentState.Valid)
        {
            input = snapshot;
            return ArgumentState.Valid;
        }

        return state;
    }

    /// <summary>True for one whole JSON object and nothing else.</summary>
    public static bool IsObject(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] != (byte)'{' || text[^1] != (byte)'}')
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 256 });
            reader.Read();
            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static ArgumentState Read(ReadOnlySpan<byte> text, int layers, out ReadOnlyMemory<byte> input)
    {
        text = text.Trim(" \t\r\n"u8);
        input = default;
        if (text.IsEmpty || text.SequenceEqual("null"u8) || text.SequenceEqual("\"\""u8))
        {
            input = "{}"u8.ToArray();
            return ArgumentState.None;
        }

        if (IsObject(text))
        {
            input = text.ToArray();
            return ArgumentState.Valid;
        }

        text = WithoutFence(text);
        var output = new ArrayBufferWriter<byte>(text.Length + 16);
        var reading = LenientJson.Read(text, output);
        return text[0] switch
        {
            (byte)'"' when layers < MostLayers && reading.Ending is JsonEnding.Whole or JsonEnding.Unclosed => Read(Unquoted(output.WrittenSpan), layers + 1, out input),
            (byte)'{' => Judge(reading, text, output, out input),
            _ => ArgumentState.Unreadable,
        };
    }

    private static ArgumentState Judge(JsonReading reading, ReadOnlySpan<byte> text, ArrayBufferWriter<byte> output, out ReadOnlyMemory<byte> input)
    {
        input = output.WrittenMemory;
        return reading.Ending switch
        {
            JsonEnding.Whole when CallText.IsNothing(text[reading.Length..], "}]`"u8) => ArgumentState.Valid,
            JsonEnding.Unclosed => ArgumentState.Unclosed,
            JsonEnding.CutOff => ArgumentState.CutOff,
            _ => ArgumentState.Unreadable,
        };
    }

    private static ReadOnlySpan<byte> WithoutFence(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith("```"u8) || text.IndexOf((byte)'\n') is var line && line < 0)
        {
            return text;
        }

        var inner = text[(line + 1)..].TrimEnd("` \t\r\n"u8).TrimStart(" \t\r\n"u8);
        return inner.IsEmpty ? text : inner;
    }

    private static byte[] Unquoted(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            var buffer = new byte[json.Length];
            return buffer[..reader.CopyString(buffer)];
        }
        catch (Exception notText) when (notText is JsonException or InvalidOperationException)
        {
            return "?"u8.ToArray();
        }
    }
}
