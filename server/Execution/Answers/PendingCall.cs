using System.Buffers;
using System.Text.Json;

namespace ClaudeSidecar.Execution.Answers;

/// <summary>A tool call that is still arriving. Nothing of it is sent before its arguments are known to be whole (edge cases 79, 80).</summary>
internal sealed class PendingCall(int index)
{
    private readonly ArrayBufferWriter<byte> _arguments = new(256);
    private byte[] _id = [];
    private byte[] _name = [];

    /// <summary>The server's number for it; -1 for none.</summary>
    public int Index => index;

    /// <summary>What the server calls it; empty when it gave none.</summary>
    public ReadOnlySpan<byte> Id => _id;

    /// <summary>The tool's name so far.</summary>
    public ReadOnlySpan<byte> Name => _name;

    /// <summary>The arguments so far.</summary>
    public ReadOnlySpan<byte> Arguments => _arguments.WrittenSpan;

    /// <summary>Keeps the first id that is told.</summary>
    public void Identify(ReadOnlySpan<byte> id)
    {
        if (_id.Length == 0 && !id.IsEmpty)
        {
            _id = id.ToArray();
        }
    }

    /// <summary>Takes a name or a part of one: sent again whole, sent growing, or sent in pieces (edge case 78).</summary>
    public void AddName(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || name.SequenceEqual(_name) || _arguments.WrittenCount > 0 && _name.Length > 0)
        {
            return;
        }

        _name = name.StartsWith(_name) ? name.ToArray() : [.. _name, .. name];
    }

    /// <summary>Takes more of the arguments.</summary>
    public void AddArguments(ReadOnlySpan<byte> piece) => _arguments.Write(piece);

    /// <summary>The input as one JSON object, or false when what arrived is none.</summary>
    /// <param name="ended">True when no more can come, so that missing arguments mean that there are none.</param>
    /// <param name="input">Valid until the next piece.</param>
    public bool TryGetInput(bool ended, out ReadOnlySpan<byte> input)
    {
        input = Arguments.Trim(" \t\r\n"u8);
        if (input.IsEmpty || input.SequenceEqual("null"u8) || input.SequenceEqual("\"\""u8))
        {
            input = "{}"u8;
            return ended;
        }

        if (input[0] == (byte)'"' && TryUnquote(input, out var inner))
        {
            input = inner;
        }

        return IsObject(input);
    }

    // The object's text as a JSON string: encoded once too often, and there is only one reading of it.
    private static bool TryUnquote(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> inner)
    {
        inner = default;
        try
        {
            var reader = new Utf8JsonReader(text);
            var buffer = new byte[text.Length];
            reader.Read();
            inner = buffer.AsSpan(0, reader.CopyString(buffer));
            return !reader.Read();
        }
        catch (Exception notText) when (notText is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsObject(ReadOnlySpan<byte> text)
    {
        try
        {
            var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = 256 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            reader.Skip();
            return !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
