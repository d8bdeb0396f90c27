namespace ClaudeSidecar.Rpc;

/// <summary>The clients that are connected, the one that asked last at the end.</summary>
internal sealed class RpcClients
{
    private readonly Lock _lock = new();
    private readonly List<RpcLink> _links = [];

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _links.Count;
            }
        }
    }

    /// <summary>A client has come.</summary>
    public void Add(RpcLink link)
    {
        lock (_lock)
        {
            _links.Insert(0, link); // it has not asked anything yet
        }
    }

    /// <summary>A client has gone.</summary>
    public void Remove(RpcLink link)
    {
        lock (_lock)
        {
            _links.Remove(link);
        }
    }

    /// <summary>A client has asked something.</summary>
    public void Asked(RpcLink link)
    {
        lock (_lock)
        {
            if (_links.Remove(link))
            {
                _links.Add(link);
            }
        }
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<RpcLink> All()
    {
        lock (_lock)
        {
            return [.. _links];
        }
    }

    /// <summary>The client that asked last among those that can do something; null when none can.</summary>
    public RpcLink? LastThatAsked(string capability)
    {
        lock (_lock)
        {
            return _links.FindLast(link => link.Can(capability));
        }
    }
}
