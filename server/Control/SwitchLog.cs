namespace ClaudeSidecar.Control;

/// <summary>The last changes of backend, the latest first; bounded.</summary>
public sealed class SwitchLog
{
    /// <summary>So many are kept.</summary>
    public const int Capacity = 50;

    private readonly Lock _lock = new();
    private readonly LinkedList<SwitchStatus> _entries = new();

    /// <summary>Notes one.</summary>
    public void Add(SwitchStatus entry)
    {
        lock (_lock)
        {
            _entries.AddFirst(entry);
            if (_entries.Count > Capacity)
            {
                _entries.RemoveLast();
            }
        }
    }

    /// <summary>All that are kept.</summary>
    public IReadOnlyList<SwitchStatus> All()
    {
        lock (_lock)
        {
            return [.. _entries];
        }
    }
}
