namespace ClaudeSidecar.Settings;

/// <summary>All that is known about one option: validation, JSON schema and documentation are made from it.</summary>
/// <param name="Name">The key in the file.</param>
/// <param name="Kind">What its value may be.</param>
/// <param name="English">What it is for, in one sentence.</param>
/// <param name="Chinese">The same in Chinese.</param>
public sealed record OptionField(string Name, OptionKind Kind, string English, string Chinese)
{
    /// <summary>The default as it would stand in the file; null where leaving it out has a meaning of its own.</summary>
    public string? Default { get; init; }

    /// <summary>True when an entry without it is wrong.</summary>
    public bool Required { get; init; }

    /// <summary>The words of an <see cref="OptionKind.Word"/> or of <see cref="OptionKind.Words"/>.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>The smallest number allowed; of a duration, in seconds.</summary>
    public int Minimum { get; init; }

    /// <summary>The largest number allowed; of a duration, in seconds.</summary>
    public int Maximum { get; init; } = int.MaxValue;

    /// <summary>The options inside a section or a list's entries.</summary>
    public IReadOnlyList<OptionField> Fields { get; init; } = [];
}
