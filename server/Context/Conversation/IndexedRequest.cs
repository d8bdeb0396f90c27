namespace ClaudeSidecar.Context.Conversation;

/// <summary>One request, its parts counted.</summary>
public sealed record IndexedRequest
{
    /// <summary>The client's bytes.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Where its parts stand in them.</summary>
    public required RequestOutline Outline { get; init; }

    /// <summary>The size of the system text.</summary>
    public required int SystemTokens { get; init; }

    /// <summary>The tools on offer.</summary>
    public required IReadOnlyList<IndexedTool> Tools { get; init; }

    /// <summary>The messages, in the order of <see cref="RequestOutline.EachMessage"/>.</summary>
    public required IReadOnlyList<IndexedMessage> Messages { get; init; }

    /// <summary>The size of all tools.</summary>
    public int ToolTokens => Tools.Sum(tool => tool.Tokens);

    /// <summary>The size of the whole.</summary>
    public int Tokens => SystemTokens + ToolTokens + Messages.Sum(message => message.Tokens);

    /// <summary>The bytes of a message.</summary>
    public ReadOnlyMemory<byte> BytesOf(int message) => Outline.EachMessage[message].Of(Body);
}
