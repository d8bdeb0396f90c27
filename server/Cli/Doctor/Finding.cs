namespace ClaudeSidecar.Cli.Doctor;

/// <summary>How bad a finding is.</summary>
internal enum Severity
{
    /// <summary>All is well.</summary>
    Ok,

    /// <summary>It works, but not as one might think.</summary>
    Warning,

    /// <summary>It does not work.</summary>
    Failure,
}

/// <summary>What one check found.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Subject">What was looked at, in a word or two.</param>
/// <param name="Text">What was found.</param>
/// <param name="Fix">What to do; null where nothing needs to be done, or where the text says it already.</param>
internal sealed record Finding(Severity Severity, string Subject, string Text, string? Fix = null)
{
    /// <summary>Lines of their own below it.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    public static Finding Ok(string subject, string text) => new(Severity.Ok, subject, text);

    public static Finding Warn(string subject, string text, string fix) => new(Severity.Warning, subject, text, fix);

    public static Finding Fail(string subject, string text, string? fix = null) => new(Severity.Failure, subject, text, fix);
}
