using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Plays;

namespace ClaudeSidecar.Simulation.Local;

/// <summary>Puts chunks into the form of server-sent events.</summary>
internal sealed class ChunkWriter(IReadOnlySet<string> has)
{
    private readonly List<byte[]> _chunks = [];
    private readonly List<int> _positions = [];

    /// <summary>What was written, each to be sent by itself.</summary>
    public IReadOnlyList<byte[]> Chunks => _chunks;

    /// <summary>How many writes it takes until so many chunks are out.</summary>
    public int PositionOf(int chunks) => chunks < _positions.Count ? _positions[chunks] : _chunks.Count;

    /// <summary>Adds a chunk.</summary>
    public void Add(JsonObject chunk)
    {
        _positions.Add(_chunks.Count);
        Add(CompactJson.Bytes(chunk));
    }

    /// <summary>Adds the end mark.</summary>
    public void AddDone() => Add("[DONE]"u8);

    private void Add(ReadOnlySpan<byte> data)
    {
        var end = has.Contains("crlf") ? "\r\n\r\n"u8 : "\n\n"u8;
        if (has.Contains("comments"))
        {
            _chunks.Add([.. ": keepalive"u8, .. end]);
        }

        _chunks.Add([.. "data: "u8, .. data, .. end]);
    }
}
