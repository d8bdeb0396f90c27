namespace ClaudeSidecar.Execution.Convert;

/// <summary>A Messages request as another dialect says it, with what the answer's way back needs.</summary>
internal sealed record ChatRequest
{
    /// <summary>The body to send. The same Messages request gives the same bytes (edge case 74).</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The model id that the client asked for.</summary>
    public required string Model { get; init; }

    /// <summary>True when the client wants a stream; upstream is always asked for one.</summary>
    public required bool Stream { get; init; }

    /// <summary>The tools that went out.</summary>
    public required ToolNames Tools { get; init; }

    /// <summary>Size of the prompt in tokens, rather too high than too low.</summary>
    public required int EstimatedPrompt { get; init; }

    /// <summary>The request's stop sequences.</summary>
    public required IReadOnlyList<string> StopSequences { get; init; }

    /// <summary>True when the answer is to be JSON and only words said so: fences and words around it are taken away. Never true beside tools.</summary>
    public bool WantsJson { get; init; }

    /// <summary>True when the model may reason before it answers: nothing that it understands has told it not to.</summary>
    public required bool MayReason { get; init; }

    /// <summary>The beginning of the answer that the client wrote itself; this server may repeat it, and the client must not see it again (edge case 56). Empty for none.</summary>
    public string Prefill { get; init; } = "";
}
