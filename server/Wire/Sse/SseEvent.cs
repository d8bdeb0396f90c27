namespace ClaudeSidecar.Wire.Sse;

/// <summary>One server-sent event: its name (empty when the stream gave none) and its data, lines joined by a line feed.</summary>
/// <param name="Name">The <c>event:</c> field.</param>
/// <param name="Data">The <c>data:</c> field as UTF-8; valid until the next event is read.</param>
public readonly record struct SseEvent(string Name, ReadOnlyMemory<byte> Data);
