using ClaudeSidecar.Execution.Answers.Calls;
using ClaudeSidecar.Execution.Answers.Markup;

namespace ClaudeSidecar.Execution.Answers;

/// <summary>
/// One stage of the way that a model's text takes to the client. Stages are chained: each keeps what it understands and passes on the
/// rest. What comes in is valid UTF-8, cut anywhere between characters.
/// </summary>
internal interface IAnswerStage
{
    /// <summary>More text.</summary>
    void Text(ReadOnlySpan<byte> text);

    /// <summary>What may be markup; for a stage to which it says nothing it is passed on, and in the end it is text.</summary>
    void Mark(Mark mark, ReadOnlySpan<byte> text);

    /// <summary>More reasoning.</summary>
    void Reasoning(ReadOnlySpan<byte> text);

    /// <summary>A call of a tool, as the model made it.</summary>
    void Call(in CalledTool call);

    /// <summary>Passes on what is held back: something of another kind follows, or nothing.</summary>
    void Flush();
}
