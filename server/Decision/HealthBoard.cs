using ClaudeSidecar.Wire;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Decision;

/// <summary>
/// Remembers for each backend how its last tries went: a confirmed limit benches it until the reset, repeated faults until a
/// cooldown has passed; then one request at a time may probe it.
/// </summary>
public sealed class HealthBoard(TimeProvider time)
{
    /// <summary>So many faults in a row bench a backend.</summary>
    public const int FaultsToOpen = 2;

    /// <summary>For how long the first time.</summary>
    public static readonly TimeSpan Cooldown = TimeSpan.FromSeconds(180);

    /// <summary>For how long when the probe after a cooldown failed too.</summary>
    public static readonly TimeSpan RepeatedCooldown = TimeSpan.FromSeconds(300);

    /// <summary>A limit whose answer named no reset is tried again after this.</summary>
    public static readonly TimeSpan UnnamedLimit = TimeSpan.FromMinutes(5);

    // A probe whose outcome is never reported gives its place back after this (edge case 32).
    private static readonly TimeSpan ProbeLease = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Something has changed. Raised on the thread that reported.</summary>
    public event Action? Changed;

    /// <summary>What is known of a backend for a request of the given model.</summary>
    /// <param name="provider">The backend's name.</param>
    /// <param name="model">The requested model: a limit of one model family concerns only that family.</param>
    public BackendHealth Of(string provider, string model = "")
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            return _entries.TryGetValue(provider, out var entry) ? entry.Health(now, ClaudeFamily.Of(model)) : BackendHealth.Good;
        }
    }

    /// <summary>Says that a request is about to be sent. Where a cooldown has just ended, exactly one caller gets true: the probe.</summary>
    /// <param name="provider">The backend's name.</param>
    public bool TryEnter(string provider)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (!_entries.TryGetValue(provider, out var entry) || !entry.NeedsProbe(now))
            {
                return true;
            }

            if (entry.ProbeUntil > now)
            {
                return false;
            }

            entry.ProbeUntil = now + ProbeLease;
            return true;
        }
    }

    /// <summary>Takes in how a try went.</summary>
    /// <param name="provider">The backend's name.</param>
    /// <param name="model">The requested model.</param>
    /// <param name="refusal">The outcome.</param>
    public void Report(string provider, string model, Refusal refusal)
    {
        var now = time.GetUtcNow();
        bool changed;
        lock (_lock)
        {
            if (!_entries.TryGetValue(provider, out var entry))
            {
                _entries[provider] = entry = new Entry();
            }

            changed = entry.Take(refusal, ClaudeFamily.Of(model), now);
        }

        if (changed)
        {
            Changed?.Invoke();
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

    /// <summary>Forgets a backend's limits: they were another account's. What is known of its faults stays.</summary>
    public void ClearLimits(string provider)
    {
        lock (_lock)
        {
            _entries.GetValueOrDefault(provider)?.ClearLimits();
        }

        Changed?.Invoke();
    }

    private sealed class Entry
    {
        private readonly Dictionary<string, (DateTimeOffset Until, FailureKind Cause, string? Window)> _limits = new(StringComparer.Ordinal);
        private int _faults;
        private bool _opened;
        private DateTimeOffset? _openUntil;
        private FailureKind _fault;

        public DateTimeOffset? ProbeUntil { get; set; }

        public void ClearLimits() => _limits.Clear();

        public bool NeedsProbe(DateTimeOffset now) => _opened && _openUntil <= now;

        public BackendHealth Health(DateTimeOffset now, string family)
        {
            foreach (var scope in (string[])["", family])
            {
                if (_limits.TryGetValue(scope, out var limit) && limit.Until > now)
                {
                    return new(false, limit.Until, limit.Cause, limit.Window);
                }
            }

            return _opened && (_openUntil > now || ProbeUntil > now) ? new(false, _openUntil, _fault, null) : BackendHealth.Good;
        }

        public bool Take(Refusal refusal, string family, DateTimeOffset now)
        {
            if (refusal.Kind == FailureKind.BeingProbed)
            {
                return false;
            }

            if (refusal.Kind == FailureKind.ClientGone)
            {
                ProbeUntil = null;
                return false;
            }

            if (refusal.Kind.IsConfirmedLimit())
            {
                return Bench(refusal, refusal.Kind == FailureKind.QuotaModel ? family : "", now);
            }

            if (refusal.Kind.CountsAgainstBackend())
            {
                return CountFault(refusal.Kind, now);
            }

            // An answer, even a refusal of this one request, shows that the backend lives; a success also ends its limits early.
            var changed = _opened || (refusal.Kind == FailureKind.None && (_limits.Remove("") | _limits.Remove(family)));
            (_faults, _opened, _openUntil, ProbeUntil) = (0, false, null, null);
            return changed;
        }

        private bool Bench(Refusal refusal, string scope, DateTimeOffset now)
        {
            var until = refusal.Until is { } told && told > now ? told : now + UnnamedLimit;

            // A shorter limit never shortens a longer one (edge case 33).
            var known = _limits.TryGetValue(scope, out var before) && before.Until >= until;
            if (!known)
            {
                _limits[scope] = (until, refusal.Kind, refusal.Window);
            }

            (_faults, _opened, _openUntil, ProbeUntil) = (0, false, null, null);
            return !known;
        }

        private bool CountFault(FailureKind kind, DateTimeOffset now)
        {
            var probed = NeedsProbe(now);
            _fault = kind;
            _faults++;
            ProbeUntil = null;
            if (!probed && _faults < FaultsToOpen)
            {
                return false;
            }

            var until = now + (probed ? RepeatedCooldown : Cooldown);
            (_opened, _openUntil) = (true, _openUntil > until ? _openUntil : until);
            return true;
        }
    }
}
