namespace ClaudeSidecar.Execution.Families;

/// <summary>What models of one family have in common: how they write calls and reasoning, what they are to be asked with.</summary>
public sealed record ModelFamily
{
    /// <summary>A model of which nothing is known.</summary>
    public static readonly ModelFamily Unknown = new() { Name = "unknown" };

    /// <summary>Its name: <c>qwen3-coder</c>, <c>gpt-oss</c> …</summary>
    public required string Name { get; init; }
}
