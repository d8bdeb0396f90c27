namespace ClaudeSidecar.Execution.Backends;

/// <summary>What may turn a refusal of a model server into an answer.</summary>
internal enum RemedyKind
{
    /// <summary>Nothing: the refusal stands.</summary>
    None,

    /// <summary>The prompt is made shorter, or less room is asked for the answer.</summary>
    Shorten,

    /// <summary>The tools' schemas are sent without what a grammar may stumble over.</summary>
    PlainSchemas,

    /// <summary>The turns are put in the strictest order that templates ask for.</summary>
    StrictTurns,

    /// <summary>Images become notes.</summary>
    NoImages,

    /// <summary>One field is left out.</summary>
    LeaveOut,

    /// <summary>The model is loaded with half the window that we chose.</summary>
    SmallerWindow,

    /// <summary>The model is being loaded: the same again in a moment, within the limit for loading.</summary>
    WaitForModel,

    /// <summary>The queue is full: the same again in a moment, a few times.</summary>
    WaitForTurn,
}

/// <summary>What may help.</summary>
/// <param name="Kind">What to do.</param>
/// <param name="Field">The field to leave out; empty for the other kinds.</param>
internal readonly record struct Remedy(RemedyKind Kind, string Field = "")
{
    /// <summary>Nothing helps.</summary>
    public static Remedy None => default;
}
