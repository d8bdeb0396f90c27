namespace ClaudeSidecar.Execution.Answers;

/// <summary>
/// One stage of the way that a model's text takes to the client. Stages are chained: each passes on what it does not keep.
/// Text that is really something else (reasoning in tags; calls in a family's own text form) is recognised in such a stage.
/// </summary>
internal interface IAnswerStage
{
    /// <summary>More text, valid UTF-8, cut anywhere between characters.</summary>
    void Text(ReadOnlySpan<byte> text);

    /// <summary>More reasoning.</summary>
    void Reasoning(ReadOnlySpan<byte> text);

    /// <summary>Passes on what is held back: something else follows, or nothing.</summary>
    void Flush();
}
