using System.Buffers;
using ClaudeSidecar.Execution.Answers.Arguments;

namespace ClaudeSidecar.Execution.Answers.Calls;

/// <summary>A tool call that is still arriving. Nothing of it is sent before its arguments are known to be whole (edge cases 79, 80).</summary>
internal sealed class PendingCall(int index)
{
    private readonly ArrayBufferWriter<byte> _arguments = new(256);
    private byte[] _id = [];
    private byte[] _name = [];
    private int _lastPiece;
    private bool _growsByRepeating = true;

    /// <summary>The server's number for it; -1 for none.</summary>
    public int Index => index;

    /// <summary>What the server calls it; empty when it gave none.</summary>
    public ReadOnlySpan<byte> Id => _id;

    /// <summary>The tool's name so far.</summary>
    public ReadOnlySpan<byte> Name => _name;

    /// <summary>True once some of the arguments have come.</summary>
    public bool HasArguments => _arguments.WrittenCount > 0;

    /// <summary>The call as it stands.</summary>
    public CalledTool Call => new()
    {
        Name = _name,
        Arguments = _arguments.WrittenSpan,
        LastSnapshot = _growsByRepeating && _lastPiece > 0 ? _arguments.WrittenSpan[_lastPiece..] : default,
        IsWire = true,
    };

    /// <summary>True when the arguments are one whole JSON object, so that nothing more can belong to them.</summary>
    public bool IsWhole
    {
        get
        {
            // A look at the last byte spares reading all again for each piece.
            var text = _arguments.WrittenSpan.TrimEnd(" \t\r\n"u8);
            return !text.IsEmpty && text[^1] is (byte)'}' or (byte)'"' && ArgumentReader.Read(Call, out _) == ArgumentState.Valid;
        }
    }

    /// <summary>True when the arguments are an object without members.</summary>
    public bool IsEmpty => _arguments.WrittenSpan.Trim("{} \t\r\n"u8).IsEmpty;

    /// <summary>True when these arguments are those of another call: this one's are whole, and a new object begins that does not repeat them.</summary>
    /// <param name="arguments">A piece that seems to belong to this call.</param>
    public bool EndsBefore(ReadOnlySpan<byte> arguments) =>
        arguments.TrimStart(" \t\r\n"u8).StartsWith("{"u8) && !(_growsByRepeating && arguments.StartsWith(_arguments.WrittenSpan[_lastPiece..])) && IsWhole;

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
        if (name.IsEmpty || name.SequenceEqual(_name) || HasArguments && _name.Length > 0)
        {
            return;
        }

        _name = name.StartsWith(_name) ? name.ToArray() : [.. _name, .. name];
    }

    /// <summary>Takes more of the arguments. Some servers send all that there is so far in each piece.</summary>
    public void AddArguments(ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty)
        {
            return;
        }

        _growsByRepeating &= piece.StartsWith(_arguments.WrittenSpan[_lastPiece..]);
        _lastPiece = _arguments.WrittenCount;
        _arguments.Write(piece);
    }
}
