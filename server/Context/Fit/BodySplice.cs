using System.Buffers;
using ClaudeSidecar.Context.Conversation;

namespace ClaudeSidecar.Context.Fit;

/// <summary>Puts new values in the place of some parts of a body; all else stays as it is to the byte.</summary>
internal static class BodySplice
{
    /// <summary>The new body; the same memory where nothing is replaced.</summary>
    /// <param name="body">The client's.</param>
    /// <param name="changes">Each part with its new value; an empty value leaves the part as it is.</param>
    public static ReadOnlyMemory<byte> Replace(ReadOnlyMemory<byte> body, params ReadOnlySpan<(Slice Place, ReadOnlyMemory<byte> Value)> changes)
    {
        var real = changes.ToArray().Where(change => change.Place.Length > 0 && !change.Value.IsEmpty).OrderBy(change => change.Place.Start).ToList();
        if (real.Count == 0)
        {
            return body;
        }

        var output = new ArrayBufferWriter<byte>(body.Length - real.Sum(change => change.Place.Length) + real.Sum(change => change.Value.Length));
        var at = 0;
        foreach (var (place, value) in real)
        {
            output.Write(body.Span[at..place.Start]);
            output.Write(value.Span);
            at = place.Start + place.Length;
        }

        output.Write(body.Span[at..]);
        return output.WrittenMemory;
    }
}
