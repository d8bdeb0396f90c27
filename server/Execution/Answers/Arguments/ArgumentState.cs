namespace ClaudeSidecar.Execution.Answers.Arguments;

/// <summary>What the arguments of a call turned out to be.</summary>
internal enum ArgumentState
{
    /// <summary>There are none.</summary>
    None,

    /// <summary>One JSON object, perhaps repaired.</summary>
    Valid,

    /// <summary>One JSON object without its last closing brackets: what is there is whole, but more may have been meant.</summary>
    Unclosed,

    /// <summary>The beginning of a JSON object.</summary>
    CutOff,

    /// <summary>Nothing that can be read as a JSON object.</summary>
    Unreadable,
}
