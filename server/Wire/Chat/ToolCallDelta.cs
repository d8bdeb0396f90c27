namespace ClaudeSidecar.Wire.Chat;

/// <summary>A piece of a tool call inside one chunk; the texts are read with <see cref="ChatChunk.Text"/>.</summary>
/// <param name="Index">The call's number; -1 when the server gave none.</param>
/// <param name="Id">The call's id; empty in most pieces.</param>
/// <param name="Name">The tool's name or a part of it; empty in most pieces.</param>
/// <param name="Arguments">More of the arguments' JSON text.</param>
internal readonly record struct ToolCallDelta(int Index, TextSlice Id, TextSlice Name, TextSlice Arguments);
