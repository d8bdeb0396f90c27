using ClaudeSidecar.Wire;

namespace ClaudeSidecar.Decision;

/// <summary>
/// Remembers for each backend how its last tries went: a confirmed limit benches it until the reset, repeated faults until a
/// cooldown has passed; then one request at a time may probe it.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="random">Shares from 0 to 1 for the jitter after a reset; null for none.</param>
public sealed class HealthBoard(TimeProvider time, Func<double>? random = null)
{
    /// <summary>So many faults in a row bench a backend.</summary>
    public const int FaultsToOpen = 2;

    /// <summary>For how long the first time.</summary>
    public static readonly TimeSpan Cooldown = TimeSpan.FromSeconds(180);

    /// <summary>For how long when the probe after a cooldown failed too.</summary>
    public static readonly TimeSpan RepeatedCooldown = TimeSpan.FromSeconds(300);

    /// <summary>For how long after an overload that did not say when to come back (edge case 6).</summary>
    public static readonly TimeSpan OverloadCooldown = TimeSpan.FromSeconds(30);

    /// <summary>The longest cooldown that an overload may ask for.</summary>
    public static readonly TimeSpan LongestOverloadCooldown = TimeSpan.FromSeconds(60);

    /// <summary>For so long the one that worked is asked before the one that failed.</summary>
    public static readonly TimeSpan StickySuccess = TimeSpan.FromMinutes(5);

    /// <summary>A limit whose answer named no reset is tried again after this.</summary>
    public static readonly TimeSpan UnnamedLimit = TimeSpan.FromMinutes(5);

    /// <summary>The longest time after a reset before Claude is asked again: not every sidecar comes back in the same second (edge case 34).</summary>
    public static readonly TimeSpan LongestJitter = TimeSpan.FromSeconds(5);

    /// <summary>A probe whose outcome is never reported gives its place back after this (edge case 32).</summary>
    public static readonly TimeSpan ProbeLease = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Something has changed. Raised on the thread that reported.</summary>
    public event Action? Changed;

    /// <summary>What is known of a backend for a request of the given model.</summary>
    /// <param name="provider">The backend's name.</param>
    /// <param name="model">The requested model: a limit of one model or family concerns only that.</param>
    /// <param name="longContext">True for a request that asks for the long context.</param>
    public BackendHealth Of(string provider, string model = "", bool longContext = false)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            return _entries.TryGetValue(provider, out var entry) ? entry.Health(model, longContext, now) : BackendHealth.Good;
        }
    }

    /// <summary>Says that a request is about to be sent. Where a cooldown has just ended, exactly one caller gets true: the probe.</summary>
    /// <param name="provider">The backend's name.</param>
    public bool TryEnter(string provider)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            return !_entries.TryGetValue(provider, out var entry) || entry.Breaker.TryEnter(now);
        }
    }

    /// <summary>Takes in how a try went.</summary>
    /// <param name="provider">The backend's name.</param>
    /// <param name="model">The requested model.</param>
    /// <param name="refusal">The outcome.</param>
    /// <param name="longContext">True for a request that asked for the long context.</param>
    public void Report(string provider, string model, Refusal refusal, bool longContext = false)
    {
        var now = time.GetUtcNow();
        bool changed;
        lock (_lock)
        {
            changed = EntryOf(provider).Take(refusal, model, longContext, now, random?.Invoke() ?? 0);
        }

        if (changed)
        {
            Changed?.Invoke();
        }
    }

    /// <summary>Notes that a backend's quota is spared from now on, or no longer.</summary>
    /// <param name="provider">The backend's name.</param>
    /// <param name="family">The family of models that asks.</param>
    /// <param name="sparing">Which window; null ends it.</param>
    public void Spare(string provider, string family, Sparing? sparing)
    {
        lock (_lock)
        {
            if (sparing is null ? !_entries.TryGetValue(provider, out var entry) || !entry.Spared.Remove(family) : Same(EntryOf(provider).Spared, family, sparing))
            {
                return;
            }
        }

        Changed?.Invoke();
    }

    /// <summary>What of a backend's quota is spared for a family of models; null for nothing.</summary>
    public Sparing? SparingOf(string provider, string family)
    {
        lock (_lock)
        {
            return _entries.TryGetValue(provider, out var entry) ? entry.Spared.GetValueOrDefault(family) : null;
        }
    }

    /// <summary>Forgets what is known against a backend: the user asked for it, or its address changed.</summary>
    public void Clear(string provider)
    {
        lock (_lock)
        {
            _entries.Remove(provider);
        }

        Changed?.Invoke();
    }

    /// <summary>Forgets a backend's limits: they were another account's, or its quota was renewed. What is known of its faults stays.</summary>
    public void ClearLimits(string provider)
    {
        lock (_lock)
        {
            _entries.GetValueOrDefault(provider)?.ClearLimits();
        }

        Changed?.Invoke();
    }

    private static bool Same(Dictionary<string, Sparing> spared, string family, Sparing sparing)
    {
        var same = spared.TryGetValue(family, out var before) && before == sparing;
        spared[family] = sparing;
        return same;
    }

    private Entry EntryOf(string provider)
    {
        if (!_entries.TryGetValue(provider, out var entry))
        {
            _entries[provider] = entry = new Entry();
        }

        return entry;
    }

    private sealed class Entry
    {
        private readonly LimitBook _limits = new();

        public Breaker Breaker { get; } = new();

        public Dictionary<string, Sparing> Spared { get; } = new(StringComparer.Ordinal);

        public void ClearLimits()
        {
            _limits.Clear();
            Spared.Clear();
        }

        public BackendHealth Health(string model, bool longContext, DateTimeOffset now)
        {
            var spared = Spared.Count > 0 ? Spared.GetValueOrDefault(Wire.Anthropic.ClaudeFamily.Of(model)) : null;
            if (_limits.Of(model, longContext, now) is { } limit)
            {
                return new(false, limit.Until, limit.Cause, limit.Window) { Since = limit.Since, Sparing = spared };
            }

            if (Breaker.IsOpen(now))
            {
                return new(false, Breaker.OpenUntil, Breaker.Cause, null) { Sparing = spared, Shaky = true };
            }

            return spared is null && !Breaker.IsShaky(now) ? BackendHealth.Good : BackendHealth.Good with { Sparing = spared, Shaky = Breaker.IsShaky(now) };
        }

        public bool Take(Refusal refusal, string model, bool longContext, DateTimeOffset now, double jitter)
        {
            switch (refusal.Kind)
            {
                case FailureKind.BeingProbed:
                    return false;
                case FailureKind.ClientGone:
                    Breaker.Abandoned();
                    return false;
                case FailureKind.OutOfCredits:
                case var kind when kind.IsConfirmedLimit():
                    Breaker.Answered(now);
                    return _limits.Add(refusal.Binds, model, new(End(refusal, now, jitter), refusal.Kind, refusal.Window, now));
                case var kind when kind.CountsAgainstBackend():
                    return Breaker.Failed(kind, refusal.Until, now);
                default:
                    // An answer, even a refusal of this one request, shows that the backend lives; a success also ends its limits early.
                    return Breaker.Answered(now) | (refusal.Kind == FailureKind.None && _limits.Lift(model, longContext));
            }
        }

        private static DateTimeOffset End(Refusal refusal, DateTimeOffset now, double jitter) =>
            refusal.Until is { } told && told > now ? told + (LongestJitter * jitter) : now + UnnamedLimit;
    }
}
