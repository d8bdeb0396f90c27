namespace ClaudeSidecar.Context.Conversation;

/// <summary>What is known of one content block without looking at it again.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Tokens">Its size.</param>
/// <param name="Id">The id of a call, or of the call that a result answers; empty for others.</param>
/// <param name="Name">The tool of a call; empty for others.</param>
/// <param name="Path">The file that a call is about; empty for others.</param>
/// <param name="Failed">True for a result that tells a failure.</param>
/// <param name="RefersBack">True for a result that holds nothing but a reference to an earlier one (edge case 105).</param>
public sealed record IndexedBlock(IndexedKind Kind, int Tokens, string Id = "", string Name = "", string Path = "", bool Failed = false, bool RefersBack = false);

/// <summary>The kinds of content blocks that a fit treats differently.</summary>
public enum IndexedKind
{
    /// <summary>Text of the user's or the model's.</summary>
    Text,

    /// <summary>Text that the client adds by itself: <c>&lt;system-reminder&gt;</c> and the like.</summary>
    Reminder,

    /// <summary>A call of a tool.</summary>
    Call,

    /// <summary>What a tool returned.</summary>
    Result,

    /// <summary>An image or a document.</summary>
    Media,

    /// <summary>Reasoning: it stays behind when another model answers.</summary>
    Thinking,

    /// <summary>Anything else.</summary>
    Other,
}
