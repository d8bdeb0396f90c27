using System.Collections.Concurrent;

namespace ClaudeSidecar.Context.Workspace;

/// <summary>Reads folders one after the other on a thread of its own: requests never wait for a disk, nor for a thread that does.</summary>
internal sealed class WorkspaceWorker : IDisposable
{
    private readonly Lock _lock = new();
    private readonly BlockingCollection<Action> _work = [];
    private Thread? _thread;

    /// <summary>Does something later.</summary>
    public void Add(Action work)
    {
        lock (_lock)
        {
            if (_work.IsAddingCompleted)
            {
                return;
            }

            _work.Add(work);
            if (_thread is null)
            {
                _thread = new(Run) { IsBackground = true, Name = "workspaces", Priority = ThreadPriority.BelowNormal };
                _thread.Start();
            }
        }
    }

    /// <summary>Takes nothing more; what is under way ends by itself.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _work.CompleteAdding();
        }
    }

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
        }
    }
}
