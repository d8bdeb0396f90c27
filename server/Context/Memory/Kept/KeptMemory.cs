namespace ClaudeSidecar.Context.Memory.Kept;

/// <summary>What a file of <see cref="MemoryStore"/> holds.</summary>
internal sealed record KeptMemory
{
    /// <summary>The shape of the file. Files of another shape are forgotten.</summary>
    public required int Version { get; init; }

    /// <summary>The session's id, as the client told it.</summary>
    public required string Session { get; init; }

    /// <summary>The memory.</summary>
    public required SessionMemory Memory { get; init; }
}
