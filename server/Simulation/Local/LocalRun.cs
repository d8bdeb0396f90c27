using System.Collections.Concurrent;
using ClaudeSidecar.Simulation.Hosting;
using ClaudeSidecar.Simulation.Local.Cache;
using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Simulation.Local;

/// <summary>One script being played: the irregularities still to come, the count of chats, and which models are in memory with what they keep of prompts.</summary>
internal sealed class LocalRun
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _windows;
    private readonly Dictionary<string, DateTimeOffset> _until = [];
    private readonly ConcurrentDictionary<string, PrefixCache> _caches = new();
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

    /// <summary>What a model keeps of prompts; null where the script gives its server no such memory.</summary>
    public PrefixCache? Cache(LocalModelScript model) =>
        Local.Prefill is { } prefill ? _caches.GetOrAdd(model.Name, _ => new(prefill, Local.Kind.Linger, _time)) : null;

    /// <summary>The window that a model is loaded with; null where it is not in memory.</summary>
    public int? Window(LocalModelScript model)
    {
        lock (_lock)
        {
            if (_until.TryGetValue(model.Name, out var until) && until <= _time.GetUtcNow())
            {
                Unload(model);
            }

            return _windows.TryGetValue(model.Name, out var window) ? window : null;
        }
    }

    /// <summary>When a model leaves the memory unless it is used before; null where it stays.</summary>
    public DateTimeOffset? Until(LocalModelScript model)
    {
        lock (_lock)
        {
            return _until.TryGetValue(model.Name, out var until) ? until : null;
        }
    }

    /// <summary>Puts a model into memory; true where that is to be waited for, because it was not there, or with another window.</summary>
    /// <param name="model">The model.</param>
    /// <param name="window">Tokens that it is to hold.</param>
    /// <param name="keep">How long it stays after this; null = for ever.</param>
    public bool Load(LocalModelScript model, int window, TimeSpan? keep = null)
    {
        lock (_lock)
        {
            var isNew = Window(model) != window;
            if (isNew)
            {
                Unload(model);
            }

            _windows[model.Name] = window;
            _until.Remove(model.Name);
            if (keep is { } span)
            {
                _until[model.Name] = _time.GetUtcNow() + span;
            }

            return isNew;
        }
    }

    private void Unload(LocalModelScript model)
    {
        _windows.Remove(model.Name);
        _until.Remove(model.Name);
        Cache(model)?.Clear();
    }
}
