namespace ClaudeSidecar.Tests.Fakes;

/// <summary>Tests that run while no other does, because they look at what is the whole process's.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
