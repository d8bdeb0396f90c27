namespace ClaudeSidecar.Execution.Answers.Calls;

/// <summary>A call as a model made it, before it is known what can be made of it.</summary>
internal readonly ref struct CalledTool
{
    /// <summary>What the model calls the tool.</summary>
    public required ReadOnlySpan<byte> Name { get; init; }

    /// <summary>Its arguments: JSON text, as far as the model wrote any.</summary>
    public required ReadOnlySpan<byte> Arguments { get; init; }

    /// <summary>The last piece of the arguments alone: where a server sends all of them again in each piece, it is the whole.</summary>
    public ReadOnlySpan<byte> LastSnapshot { get; init; }

    /// <summary>True for a call that came as one, false for one that was found in the text.</summary>
    public bool IsWire { get; init; }

    /// <summary>True when the text says where the call ends: what was cut cannot say so.</summary>
    public bool IsClosed { get; init; }
}
