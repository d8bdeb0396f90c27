using ClaudeSidecar.Context.Memory;

namespace ClaudeSidecar.Execution.Prepare;

/// <summary>A turn of a session has ended.</summary>
/// <param name="Session">The session.</param>
/// <param name="Folder">Where it works; null where that is not known.</param>
/// <param name="Memory">What it is about by now.</param>
public sealed record TurnEnd(string Session, string? Folder, SessionMemory Memory);
