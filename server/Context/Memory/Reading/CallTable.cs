namespace ClaudeSidecar.Context.Memory.Reading;

/// <summary>Calls by their id. Bounded: the oldest are forgotten, for their results have come long ago.</summary>
internal sealed class CallTable
{
    private const int Most = 1024;

    private readonly Dictionary<string, Call> _calls = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    public void Add(string id, Call call)
    {
        if (!_calls.TryAdd(id, call))
        {
            _calls[id] = call;
            return;
        }

        _order.Enqueue(id);
        if (_order.Count > Most)
        {
            _calls.Remove(_order.Dequeue());
        }
    }

    public Call? Find(string? id) => id is null ? null : _calls.GetValueOrDefault(id);
}
