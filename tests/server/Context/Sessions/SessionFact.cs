namespace ClaudeSidecar.Tests.Context.Sessions;

/// <summary>Something that whoever takes a session over needs to know.</summary>
/// <param name="Kind"><c>task</c>, <c>decision</c>, <c>file</c>, <c>error</c> or <c>todo</c>.</param>
/// <param name="Words">The words by which it is recognised.</param>
/// <param name="From">The number of the first request that contains it, from 1.</param>
/// <param name="Until">The first one of which it no longer holds; null for ever.</param>
/// <param name="Refuted">Whether it is wrong from then on, and not only of no use.</param>
internal sealed record SessionFact(string Kind, IReadOnlyList<string> Words, int From, int? Until, bool Refuted)
{
    /// <summary>True where it is needed.</summary>
    public bool IsNeededAt(int turn) => turn >= From && !(turn >= Until);

    /// <summary>True where it would be wrong to say so.</summary>
    public bool IsWrongAt(int turn) => Refuted && turn >= Until;
}
