namespace ClaudeSidecar.Execution.Dialects;

/// <summary>How the form of an answer can be asked for.</summary>
public enum AnswerFormat
{
    /// <summary>Not at all: only the prompt can ask for it.</summary>
    None,

    /// <summary>Any JSON object.</summary>
    JsonObject,

    /// <summary>A JSON schema.</summary>
    Schema,
}
