namespace ClaudeSidecar.Execution.Answers.Markup;

/// <summary>How a look for markup went.</summary>
internal enum Finding
{
    /// <summary>There is none here.</summary>
    None,

    /// <summary>More must come before it can be told.</summary>
    Unclear,

    /// <summary>There is some.</summary>
    Found,
}
