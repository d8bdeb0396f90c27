namespace ClaudeSidecar.Execution.Answers.Markup;

/// <summary>A piece of a model's text that may be a family's markup.</summary>
/// <param name="Kind">What it would be.</param>
/// <param name="AtLineStart">Only white space stands in front of it on its line.</param>
internal readonly record struct Mark(MarkKind Kind, bool AtLineStart);
