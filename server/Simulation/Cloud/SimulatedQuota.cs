using System.Globalization;
using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Simulation.Cloud;

/// <summary>The simulated account's windows: they drain with each answered request and are full again after their reset.</summary>
internal sealed class SimulatedQuota
{
    private static readonly IReadOnlyList<QuotaWindowScript> Usual =
    [
        new() { Name = "5h", Used = 0.02, PerRequest = 0.002, ResetsInSeconds = 3 * 3600 },
        new() { Name = "7d", Used = 0.10, PerRequest = 0.0002, ResetsInSeconds = 4 * 86400 },
    ];

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly List<Window> _windows = [];

    /// <summary>Opens the account.</summary>
    public SimulatedQuota(IReadOnlyList<QuotaWindowScript> windows, TimeProvider time)
    {
        _time = time;
        Set(windows.Count > 0 ? windows : Usual);
    }

    /// <summary>Changes windows, or adds them; what is not named stays as it is.</summary>
    public void Set(IReadOnlyList<QuotaWindowScript> windows)
    {
        lock (_lock)
        {
            foreach (var script in windows)
            {
                Find(script.Name).Set(script, _time.GetUtcNow());
            }
        }
    }

    /// <summary>Uses a window up.</summary>
    public void Exhaust(string name)
    {
        lock (_lock)
        {
            var window = Find(name);
            window.Used = Math.Max(1, window.Used);
        }
    }

    /// <summary>Asks for one request. Admitted, it drains the windows; refused, it takes nothing.</summary>
    /// <param name="model">The model: some windows are for some models only.</param>
    /// <param name="drains">False for a request that costs next to nothing.</param>
    /// <returns>Whether it is admitted, and the windows as the answer's headers show them.</returns>
    public (bool Admitted, IReadOnlyList<WindowReading> Windows) Ask(string model, bool drains)
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            var concerned = _windows.Where(window => window.Concerns(model)).ToArray();
            foreach (var window in concerned)
            {
                window.Renew(now);
            }

            var admitted = concerned.All(window => window.Used < 1);
            foreach (var window in concerned.Where(_ => admitted && drains))
            {
                window.Used = Math.Round(window.Used + window.PerRequest, 6);
            }

            return (admitted, [.. concerned.Select(window => window.Read(admitted))]);
        }
    }

    /// <summary>The windows, one of them shown as used up whether it is or not.</summary>
    public IReadOnlyList<WindowReading> Pretend(string name)
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            Find(name).Renew(now);
            return [.. _windows.Select(window => window.Name == name ? window.Read(true) with { Used = 1, Status = "rejected" } : window.Read(true))];
        }
    }

    private Window Find(string name)
    {
        var window = _windows.Find(window => window.Name == name);
        if (window is null)
        {
            window = new(name, _time.GetUtcNow());
            _windows.Add(window);
        }

        return window;
    }

    private sealed class Window
    {
        private TimeSpan _length;
        private DateTimeOffset _resetsAt;
        private IReadOnlyList<string> _models = [];

        public Window(string name, DateTimeOffset now)
        {
            Name = name;
            _length = UsualLength(name);
            _resetsAt = now + _length;
        }

        public string Name { get; }

        public double Used { get; set; }

        public double PerRequest { get; private set; }

        public bool Concerns(string model) =>
            _models.Count == 0 || _models.Any(part => model.Contains(part, StringComparison.OrdinalIgnoreCase));

        public void Set(QuotaWindowScript script, DateTimeOffset now)
        {
            Renew(now);
            Used = script.Used ?? Used;
            PerRequest = script.PerRequest ?? PerRequest;
            _models = script.Models ?? _models;
            _length = script.LengthSeconds is { } length ? TimeSpan.FromSeconds(length) : _length;
            _resetsAt = script.ResetsInSeconds is { } seconds ? now + TimeSpan.FromSeconds(seconds) : _resetsAt;
        }

        public void Renew(DateTimeOffset now)
        {
            if (now >= _resetsAt)
            {
                Used = 0;
                _resetsAt = now + _length;
            }
        }

        public WindowReading Read(bool admitted) => new(Name, Used, _resetsAt, (Used >= 1 && !admitted, Used >= Threshold) switch
        {
            (true, _) => "rejected",
            (_, true) => "allowed_warning",
            _ => "allowed",
        }, Used >= 0.9 ? 0.9 : Used >= Threshold ? Threshold : null);

        // Anthropic warns of the long windows earlier than of the short one (claude-wire 1c).
        private double Threshold => _length > TimeSpan.FromDays(1) ? 0.75 : 0.9;

        private static TimeSpan UsualLength(string name)
        {
            var digits = string.Concat(name.TakeWhile(char.IsAsciiDigit));
            var unit = name.Length > digits.Length ? name[digits.Length] : ' ';
            return int.TryParse(digits, CultureInfo.InvariantCulture, out var count) && count is > 0 and < 1000
                ? unit == 'd' ? TimeSpan.FromDays(count) : TimeSpan.FromHours(count)
                : TimeSpan.FromDays(7);
        }
    }
}

/// <summary>A window as one answer shows it.</summary>
/// <param name="Name">Its name in the headers.</param>
/// <param name="Used">The used share, 0 … 1 and above.</param>
/// <param name="ResetsAt">When it is full again.</param>
/// <param name="Status">allowed, allowed_warning or rejected.</param>
/// <param name="Surpassed">The warning threshold that it has passed; null for none.</param>
internal sealed record WindowReading(string Name, double Used, DateTimeOffset ResetsAt, string Status, double? Surpassed);
