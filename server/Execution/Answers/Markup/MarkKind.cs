namespace ClaudeSidecar.Execution.Answers.Markup;

/// <summary>What markup can be.</summary>
internal enum MarkKind
{
    /// <summary>A control token that is no text anywhere.</summary>
    Control,

    /// <summary>What is a control token at an answer's end and may be text elsewhere.</summary>
    Ending,

    /// <summary>A tag of a call that lost its call: markup at an edge of the answer, text elsewhere.</summary>
    Stray,

    /// <summary>HTML's opener, which makes text of the closer that <see cref="Ending"/> would be.</summary>
    Strike,

    /// <summary>Begins reasoning.</summary>
    ThinkOpen,

    /// <summary>Ends reasoning.</summary>
    ThinkClose,

    /// <summary>Begins the header of a harmony message.</summary>
    HarmonyHead,

    /// <summary>Belongs into the header of a harmony message.</summary>
    HarmonyConstrain,

    /// <summary>Ends the header of a harmony message.</summary>
    HarmonyMessage,

    /// <summary>Ends a harmony message.</summary>
    HarmonyEnd,

    /// <summary>Begins a call, as far as its beginning tells.</summary>
    Call,
}
