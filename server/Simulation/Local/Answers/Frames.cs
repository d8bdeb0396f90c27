using System.Text;
using System.Text.Json.Nodes;
using ClaudeSidecar.Simulation.Plays;

namespace ClaudeSidecar.Simulation.Local.Answers;

/// <summary>Puts the parts of a stream into their form on the wire, one write each: server-sent events, or lines of JSON.</summary>
/// <param name="quirks">What the server does otherwise.</param>
/// <param name="areLines">Lines of JSON instead of events.</param>
internal sealed class Frames(Quirks quirks, bool areLines = false)
{
    private const int Padding = 70_000;

    private readonly List<byte[]> _writes = [];
    private readonly List<int> _positions = [];

    /// <summary>After how many parts the connection breaks by itself; null for none.</summary>
    public int? CutAfter { get; set; }

    /// <summary>How many parts there are.</summary>
    public int Count => _positions.Count;

    /// <summary>Adds a part.</summary>
    /// <param name="json">Its JSON.</param>
    /// <param name="name">The event's name; null for none.</param>
    public void Add(JsonObject json, string? name = null)
    {
        _positions.Add(_writes.Count);
        if (quirks.Has("huge-lines") && _positions.Count % 8 == 1)
        {
            json["padding"] = new string('x', Padding);
        }

        Add(CompactJson.Bytes(json), name);
    }

    /// <summary>Adds the end mark of OpenAI's dialect.</summary>
    public void AddDone() => Add("[DONE]"u8, null);

    /// <summary>The writes that go out, in order, and whether the connection then breaks.</summary>
    /// <param name="cut">Parts before the break; null for none but its own.</param>
    public (IReadOnlyList<byte[]> Writes, bool BreaksOff) Finish(int? cut)
    {
        var parts = cut ?? CutAfter;
        var breaksOff = parts < _positions.Count;
        var sent = breaksOff ? _writes.Take(_positions[parts!.Value]) : _writes;
        return (quirks.Number("split-bytes") is { } size ? [.. sent.SelectMany(write => write).Chunk(Math.Max(1, (int)size))] : [.. sent], breaksOff);
    }

    private void Add(ReadOnlySpan<byte> data, string? name)
    {
        var line = quirks.Has("crlf") ? "\r\n" : "\n";
        var start = _writes.Count == 0 && quirks.Has("bom") ? "\uFEFF" : "";
        if (areLines)
        {
            _writes.Add([.. Encoding.UTF8.GetBytes(start), .. data, .. Encoding.UTF8.GetBytes(line)]);
            return;
        }

        if (quirks.Has("comments"))
        {
            _writes.Add(Encoding.UTF8.GetBytes($"{start}: keepalive{line}{line}"));
            start = "";
        }

        var space = quirks.Has("no-space") ? "" : " ";
        var named = name is null || quirks.Has("no-event-names") ? "" : $"event:{space}{name}{line}";
        _writes.Add([.. Encoding.UTF8.GetBytes($"{start}{named}data:{space}"), .. data, .. Encoding.UTF8.GetBytes($"{line}{line}")]);
    }
}
