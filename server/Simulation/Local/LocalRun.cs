using ClaudeSidecar.Simulation.Hosting;
using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Simulation.Local;

/// <summary>One script being played: the irregularities still to come, the count of chats, and which models are in memory.</summary>
internal sealed class LocalRun
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _windows;
    private readonly DateTimeOffset _begin;
    private readonly TimeProvider _time;
    private int _chats;

    public LocalRun(SimulatorScript script, TimeProvider time)
    {
        Script = script;
        Irregularities = new(Local.Irregularities);
        _time = time;
        _begin = time.GetUtcNow();
        _windows = Local.Models.Where(model => model.Loaded).ToDictionary(model => model.Name, model => model.ContextWindow);
    }

    public SimulatorScript Script { get; }

    public LocalScript Local => Script.Local;

    public IncidentBoard Irregularities { get; }

    /// <summary>Counts a chat.</summary>
    public int CountChat() => Interlocked.Increment(ref _chats);

    /// <summary>True while a server that loads its one model at its start is still doing so.</summary>
    public bool IsStarting => Local.Models.All(model => !model.Loaded) && _time.GetUtcNow() - _begin < Local.LoadTime;

    /// <summary>The window that a model is loaded with; null where it is not in memory.</summary>
    public int? Window(LocalModelScript model)
    {
        lock (_lock)
        {
            return _windows.TryGetValue(model.Name, out var window) ? window : null;
        }
    }

    /// <summary>Puts a model into memory; true where that is to be waited for, because it was not there, or with another window.</summary>
    public bool Load(LocalModelScript model, int window)
    {
        lock (_lock)
        {
            var isNew = !_windows.TryGetValue(model.Name, out var loaded) || loaded != window;
            _windows[model.Name] = window;
            return isNew;
        }
    }
}
