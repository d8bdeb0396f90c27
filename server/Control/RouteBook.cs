using System.Text.Json;
using System.Text.Json.Serialization;
using ClaudeSidecar.Decision;
using ClaudeSidecar.Settings;
using ClaudeSidecar.Storage;

namespace ClaudeSidecar.Control;

/// <summary>What the user pinned. Survives restarts and reloads, and is released only by <c>switch auto</c> (edge case 36).</summary>
public sealed class RouteBook
{
    // Pins of sessions long gone are not kept for ever.
    private const int MostSessions = 200;

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly Dictionary<string, string> _sessions = new(StringComparer.Ordinal);
    private string _all = Pins.Auto;

    /// <summary>Reads what was pinned before; an unreadable file counts as no pin.</summary>
    /// <param name="path">The file.</param>
    public RouteBook(string path)
    {
        _path = path;
        try
        {
            var saved = JsonSerializer.Deserialize(File.ReadAllBytes(path), RouteBookJson.Default.SavedRoutes);
            _all = saved?.All ?? Pins.Auto;
            foreach (var (session, pin) in saved?.Sessions ?? [])
            {
                _sessions[session] = pin;
            }
        }
        catch (Exception exception) when (exception is IOException or JsonException or UnauthorizedAccessException)
        {
            _all = Pins.Auto;
        }
    }

    /// <summary>The pin for all sessions.</summary>
    public string All
    {
        get
        {
            lock (_lock)
            {
                return _all;
            }
        }
    }

    /// <summary>The pin that holds for a session: its own, else that for all. A pin to a provider that is gone counts as none.</summary>
    public string For(string? session, SidecarOptions options)
    {
        lock (_lock)
        {
            var pin = session is not null && _sessions.TryGetValue(session, out var own) ? own : _all;
            return Pins.Canonical(pin, options) ?? Pins.Auto;
        }
    }

    /// <summary>The pin for this session alone; null for none.</summary>
    public string? Own(string session)
    {
        lock (_lock)
        {
            return _sessions.GetValueOrDefault(session);
        }
    }

    /// <summary>Pins all sessions, or one; <c>auto</c> releases.</summary>
    public void Set(string? session, string pin)
    {
        SavedRoutes saved;
        lock (_lock)
        {
            if (session is null)
            {
                _all = pin;
                _sessions.Clear();
            }
            else if (pin == Pins.Auto && _all == Pins.Auto)
            {
                _sessions.Remove(session);
            }
            else
            {
                _sessions[session] = pin;
            }

            while (_sessions.Count > MostSessions)
            {
                _sessions.Remove(_sessions.Keys.First());
            }

            saved = new(_all, new(_sessions));
        }

        AtomicFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(saved, RouteBookJson.Default.SavedRoutes), ownerOnly: true);
    }
}

/// <summary>The pins on disk.</summary>
/// <param name="All">For all sessions.</param>
/// <param name="Sessions">For single ones.</param>
internal sealed record SavedRoutes(string All, Dictionary<string, string> Sessions);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SavedRoutes))]
internal sealed partial class RouteBookJson : JsonSerializerContext;
