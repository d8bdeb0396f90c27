namespace ClaudeSidecar.Execution.Discovery;

/// <summary>Something that the user should know of a model before a session is given to it.</summary>
/// <param name="Code">What it is, in kebab case.</param>
/// <param name="Unfit">True when Claude Code cannot work with the model as it is; false for a mere note.</param>
/// <param name="Text">What it is, in English: no capital, no full stop.</param>
/// <param name="TextZh">The same in Chinese.</param>
public sealed record ModelRemark(string Code, bool Unfit, string Text, string TextZh)
{
    /// <summary>What to do, in English; null where nothing needs to be done.</summary>
    public string? Fix { get; init; }

    /// <summary>The same in Chinese.</summary>
    public string? FixZh { get; init; }
}
