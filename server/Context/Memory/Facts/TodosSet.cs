namespace ClaudeSidecar.Context.Memory.Facts;

/// <summary>The whole list of what is to be done, as it stands now.</summary>
/// <param name="Items">In the list's order.</param>
public sealed record TodosSet(IReadOnlyList<Todo> Items) : Fact;
