using System.Buffers;

namespace ClaudeSidecar.Execution.History;

/// <summary>Gathers changes to a body and applies them in one pass; what none of them touches keeps its bytes.</summary>
internal sealed class BodyEdits(ReadOnlyMemory<byte> body)
{
    private readonly List<(int Start, int End, ReadOnlyMemory<byte> Replacement)> _edits = [];

    /// <summary>Puts something in the place of a part of the body. Parts are told from the front to the back.</summary>
    /// <param name="part">A slice of the body's own memory.</param>
    /// <param name="replacement">What stands there instead.</param>
    public void Replace(ReadOnlySpan<byte> part, ReadOnlyMemory<byte> replacement)
    {
        var start = OffsetOf(part);
        _edits.Add((start, start + part.Length, replacement));
    }

    /// <summary>Puts something behind a part of the body.</summary>
    public void InsertAfter(ReadOnlySpan<byte> part, ReadOnlyMemory<byte> addition)
    {
        var end = OffsetOf(part) + part.Length;
        _edits.Add((end, end, addition));
    }

    /// <summary>The body with the changes; the same memory when there are none.</summary>
    public ReadOnlyMemory<byte> Apply()
    {
        if (_edits.Count == 0)
        {
            return body;
        }

        var result = new ArrayBufferWriter<byte>(body.Length + 256);
        var from = 0;
        foreach (var (start, end, replacement) in _edits)
        {
            result.Write(body.Span[from..start]);
            result.Write(replacement.Span);
            from = end;
        }

        result.Write(body.Span[from..]);
        return result.WrittenMemory;
    }

    private int OffsetOf(ReadOnlySpan<byte> part) =>
        body.Span.Overlaps(part, out var offset) ? offset : throw new ArgumentException("No part of the body.", nameof(part));
}
