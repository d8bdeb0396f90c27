namespace ClaudeSidecar.Context.Memory;

/// <summary>Something that is to be done.</summary>
/// <param name="Text">What; an excerpt.</param>
/// <param name="State">How far it is.</param>
/// <param name="Id">The task's number; null for an entry of a list without numbers.</param>
public sealed record Todo(string Text, TodoState State, string? Id = null);
