using ClaudeSidecar.Context.Memory;

namespace ClaudeSidecar.Context.Conversation;

/// <summary>What is known of one message without reading it again. The same wherever in a request it stands.</summary>
public sealed record IndexedMessage
{
    /// <summary>Who says it.</summary>
    public required Side Side { get; init; }

    /// <summary>Tells it from other messages by what it says: the client's cache marks, which move from turn to turn, do not count.</summary>
    public required ulong Hash { get; init; }

    /// <summary>Its size in tokens, not calibrated.</summary>
    public required int Tokens { get; init; }

    /// <summary>Its content; a string counts as one text.</summary>
    public required IReadOnlyList<IndexedBlock> Blocks { get; init; }

    /// <summary>True when the user says something in it, beyond what the client adds by itself.</summary>
    public required bool HasWords { get; init; }

    /// <summary>What is worth remembering of it.</summary>
    public required MessageFacts Facts { get; init; }
}
