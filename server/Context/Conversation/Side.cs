namespace ClaudeSidecar.Context.Conversation;

/// <summary>Who says a message.</summary>
public enum Side
{
    /// <summary>The user, or the client on its behalf; whatever is neither of the others counts as this.</summary>
    User,

    /// <summary>The model.</summary>
    Model,

    /// <summary>A system message in the middle of the conversation (claude-wire 8b).</summary>
    System,
}
