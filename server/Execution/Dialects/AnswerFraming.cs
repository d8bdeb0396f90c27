namespace ClaudeSidecar.Execution.Dialects;

/// <summary>How pieces of a streamed answer are told apart.</summary>
internal enum AnswerFraming
{
    /// <summary>Server-sent events.</summary>
    Events,

    /// <summary>One JSON object in each line.</summary>
    Lines,
}
