namespace ClaudeSidecar.Tests.Fakes;

/// <summary>What was found to be wrong with a request so far.</summary>
internal sealed class StrictFaults
{
    private readonly List<string> _all = [];

    public IReadOnlyList<string> All => _all;

    public void Add(string fault) => _all.Add(fault);

    public void Unless(bool holds, string fault)
    {
        if (!holds)
        {
            _all.Add(fault);
        }
    }
}
