namespace ClaudeSidecar.Execution.Answers.Arguments;

/// <summary>How the reading of a JSON value went.</summary>
/// <param name="Ending">Where it ended.</param>
/// <param name="Length">Bytes that belong to it.</param>
/// <param name="IsRepaired">True when what was written is not what was read.</param>
internal readonly record struct JsonReading(JsonEnding Ending, int Length, bool IsRepaired);

/// <summary>Where the reading of a JSON value ended.</summary>
internal enum JsonEnding
{
    /// <summary>At its own end.</summary>
    Whole,

    /// <summary>At the text's end, behind a whole value: only closing brackets were missing, and were added.</summary>
    Unclosed,

    /// <summary>At the text's end, in the middle of something.</summary>
    CutOff,

    /// <summary>At something that has no one reading.</summary>
    Broken,
}
