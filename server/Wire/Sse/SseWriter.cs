using System.Buffers;

namespace ClaudeSidecar.Wire.Sse;

/// <summary>Writes server-sent events in Anthropic's layout: an <c>event:</c> line, which the client demands, and one <c>data:</c> line (claude-wire 3).</summary>
public static class SseWriter
{
    /// <summary>Writes all that stands before an event's data.</summary>
    public static void Begin(IBufferWriter<byte> output, ReadOnlySpan<byte> name)
    {
        output.Write("event: "u8);
        output.Write(name);
        output.Write("\ndata: "u8);
    }

    /// <summary>Writes all that stands after an event's data.</summary>
    public static void End(IBufferWriter<byte> output) => output.Write("\n\n"u8);

    /// <summary>Writes one event.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="name">The event's name in ASCII.</param>
    /// <param name="data">Its data in one line.</param>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Begin(output, name);
        output.Write(data);
        End(output);
    }
}
