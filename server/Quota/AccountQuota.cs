using ClaudeSidecar.Quota.Forecast;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Quota;

/// <summary>All that is known of one account's limits. Not thread-safe: the ledger's lock guards it.</summary>
internal sealed class AccountQuota
{
    // No account has so many; a faulty upstream must not fill the memory.
    private const int MostWindows = 32;

    private readonly Dictionary<string, Entry> _windows = new(StringComparer.Ordinal);
    private readonly TokenMeter _tokens = new();
    private QuotaReading? _last;

    /// <summary>When it was seen last.</summary>
    public DateTimeOffset SeenAt { get; set; }

    /// <summary>Takes a reading in.</summary>
    public void Record(QuotaReading reading, Spender spender, DateTimeOffset now)
    {
        SeenAt = now;
        var family = spender.Model.Length > 0 ? ClaudeFamily.Of(spender.Model) : null;
        if (_last is null || reading.At >= _last.At || _last.At > now)
        {
            // The status line tells nothing of the account as a whole.
            _last = reading.Source == QuotaReading.FromStatusline && _last is not null ? _last with { At = reading.At, Source = reading.Source } : reading;
        }

        foreach (var window in reading.Windows)
        {
            Record(window with { Source = reading.Source, ReadAt = reading.At }, family, spender, now);
        }
    }

    /// <summary>Takes in what an answer used.</summary>
    public void Spend(Usage told, DateTimeOffset now) => _tokens.Add(told, now);

    /// <summary>What holds now: a window whose reset has passed is left out until an answer tells of it again.</summary>
    public QuotaSnapshot Snapshot(DateTimeOffset now)
    {
        if (_last is null)
        {
            return QuotaSnapshot.Empty;
        }

        QuotaWindow[] windows = [.. Current(now).Select(entry => entry.Window)];
        var overall = Overall(now);
        var strictest = windows.Select(window => window.State).Append(overall).Max();
        return new()
        {
            ReadAt = _last.At,
            Source = _last.Source,
            State = OnExtraUsage(now) && strictest == QuotaState.Rejected ? QuotaState.Warning : strictest,
            Windows = windows,
        };
    }

    /// <summary>What is to be expected of every window that holds now.</summary>
    public QuotaOutlook Outlook(DateTimeOffset now) => new()
    {
        At = now,
        Windows = [.. Current(now).Select(entry => entry.Track.Outlook(entry.Window, now))],
        OnExtraUsage = OnExtraUsage(now),
        Tokens = _tokens.Pace,
    };

    /// <summary>True when a reading tells of the same windows, by their resets: it is of this account.</summary>
    /// <param name="windows">What was told.</param>
    /// <param name="least">So many windows must agree.</param>
    public bool Matches(IReadOnlyList<QuotaWindow> windows, int least)
    {
        var agreeing = 0;
        foreach (var window in windows)
        {
            if (window.ResetsAt is { } reset && !WindowName.IsBucket(window.Name) && _windows.TryGetValue(window.Name, out var entry) && entry.Window.ResetsAt is { } known)
            {
                if ((reset - known).Duration() > WindowChange.Jitter || Math.Abs((window.Used - entry.Window.Used) ?? 0) > WindowChange.Drop)
                {
                    return false;
                }

                agreeing++;
            }
        }

        return agreeing >= least;
    }

    /// <summary>All of it, to be kept.</summary>
    public AccountMemory Save(string account) => new()
    {
        Account = account,
        SeenAt = SeenAt,
        State = _last?.State ?? QuotaState.Unknown,
        ResetsAt = _last?.ResetsAt,
        OnExtraUsage = _last?.OnExtraUsage ?? false,
        Windows = [.. _windows.Values.Select(entry => new WindowMemory
        {
            Name = entry.Window.Name,
            Used = entry.Window.Used,
            ResetsAt = entry.Window.ResetsAt,
            State = entry.Window.State,
            Families = entry.Window.Families,
            Source = entry.Window.Source,
            ReadAt = entry.Window.ReadAt ?? SeenAt,
            Track = entry.Track.Save(),
        })],
    };

    /// <summary>An account as it was kept.</summary>
    public static AccountQuota Load(AccountMemory memory)
    {
        var account = new AccountQuota { SeenAt = memory.SeenAt };
        foreach (var kept in memory.Windows.OfType<WindowMemory>().Where(window => window.Name is { Length: > 0 } && window.Used is null or (>= 0 and <= 1)).Take(MostWindows))
        {
            var entry = new Entry(kept.Name, new(kept.Name, kept.Used, kept.ResetsAt, kept.State) { Families = kept.Families, Source = kept.Source, ReadAt = kept.ReadAt });
            if (kept.Track is { } track)
            {
                entry.Track.Load(track);
            }

            account._windows[Key(entry.Window)] = entry;
        }

        var newest = account._windows.Values.MaxBy(entry => entry.Window.ReadAt)?.Window;
        account._last = new()
        {
            At = newest?.ReadAt ?? memory.SeenAt,
            Source = newest?.Source ?? QuotaReading.FromHeaders,
            State = memory.State,
            ResetsAt = memory.ResetsAt,
            OnExtraUsage = memory.OnExtraUsage,
            Windows = [],
        };
        return account;
    }

    private void Record(QuotaWindow told, string? family, Spender spender, DateTimeOffset now)
    {
        if (WindowName.IsBucket(told.Name) && family is not null)
        {
            told = told with { Families = [family] };
        }

        var key = Key(told);
        if (!_windows.TryGetValue(key, out var entry))
        {
            if (_windows.Count >= MostWindows)
            {
                return;
            }

            _windows[key] = entry = new(told.Name, before: null);
        }

        var change = WindowChange.Of(entry.Known, told, now);
        entry.Known = change.Window with { Families = Families(told, entry.Known, family) };
        entry.Track.Add(entry.Window, change.Kind, spender);
    }

    // Which models a window binds its name tells, or else those whose answers tell of it.
    private static IReadOnlyList<string>? Families(QuotaWindow told, QuotaWindow? known, string? family) =>
        WindowName.IsBucket(told.Name) ? told.Families
        : !WindowName.IsScoped(told.Name) ? null
        : WindowName.Family(told.Name) is { } named ? known?.Families ?? [named]
        : family is null || known?.Families?.Contains(family) == true ? known?.Families
        : [.. known?.Families ?? [], family];

    private static string Key(QuotaWindow window) => WindowName.IsBucket(window.Name) && window.Family is { } family ? $"{window.Name} {family}" : window.Name;

    private IEnumerable<Entry> Current(DateTimeOffset now) =>
        _windows.Values.Where(entry => entry.Known is not null && !entry.Window.HasReset(now)).OrderByDescending(entry => entry.Window.Used ?? 0);

    private QuotaState Overall(DateTimeOffset now) =>
        _last is not { } last ? QuotaState.Unknown
        : (last.ResetsAt ?? last.RetryAt ?? (last.State == QuotaState.Rejected ? last.At + QuotaWindow.UnnamedReset : null)) <= now ? QuotaState.Allowed
        : last.State;

    private bool OnExtraUsage(DateTimeOffset now) => _last is { OnExtraUsage: true } && !(_last.ResetsAt <= now);

    private sealed class Entry(string name, QuotaWindow? before)
    {
        public QuotaWindow? Known { get; set; } = before;

        public QuotaWindow Window => Known!;

        public WindowTrack Track { get; } = new(name);
    }
}
