using ClaudeSidecar.Quota.Forecast;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Quota;

/// <summary>
/// Keeps the limits of every account that answers told of, each under a hash of its credential (edge case 22): two terminals with two
/// logins do not disturb each other. An answer that leaves a window out does not erase it (edge case 12). Thread-safe.
/// </summary>
public sealed class QuotaLedger(TimeProvider time)
{
    /// <summary>So many accounts are kept; the one unseen for longest goes first.</summary>
    public const int MostAccounts = 8;

    private const int MostSessions = 256;

    // The windows that must agree before a new credential is taken for a renewed one of a known account.
    private const int WindowsOfAnIdentity = 2;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, AccountQuota> _accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _sessions = new(StringComparer.Ordinal);
    private string _current = "";

    /// <summary>The numbers have changed. Raised on the thread that recorded.</summary>
    public event Action? Changed;

    /// <summary>A reading has come in, of an account, for somebody. Raised on the thread that recorded; handlers return at once.</summary>
    public event Action<string, QuotaReading, Spender>? Told;

    /// <summary>The account seen last; empty before the first.</summary>
    public string Current
    {
        get
        {
            lock (_lock)
            {
                return _current;
            }
        }
    }

    /// <summary>Says whose request is about to be routed.</summary>
    /// <param name="account">A hash that names the account, never the credential itself.</param>
    /// <returns>True when it is another one than the last: that one's limits say nothing here.</returns>
    public bool Meet(string account)
    {
        lock (_lock)
        {
            if (account == AccountKey.None || account == _current)
            {
                return false;
            }

            var another = _current.Length > 0;
            _current = account;
            if (!another)
            {
                return false;
            }
        }

        Changed?.Invoke();
        return true;
    }

    /// <summary>Takes a reading in.</summary>
    /// <param name="account">A hash that names the account, never the credential itself.</param>
    /// <param name="reading">What an answer told.</param>
    /// <param name="spender">For whom the answer was; null where that is not known.</param>
    public void Record(string account, QuotaReading reading, Spender? spender = null)
    {
        lock (_lock)
        {
            // Only a request says who asks now: an answer may be one to another login's that took long.
            _current = _current.Length > 0 ? _current : account;
            if (spender?.Session is { } session)
            {
                Note(session, account);
            }

            Account(account, reading.Windows).Record(reading, spender ?? Spender.Unknown, time.GetUtcNow());
        }

        Told?.Invoke(account, reading, spender ?? Spender.Unknown);
        Changed?.Invoke();
    }

    /// <summary>Takes in what an answer used; the next reading tells of it.</summary>
    /// <param name="account">A hash that names the account, never the credential itself.</param>
    /// <param name="told">Its tokens.</param>
    public void Spend(string account, Usage told)
    {
        lock (_lock)
        {
            _accounts.GetValueOrDefault(account)?.Spend(told, time.GetUtcNow());
        }
    }

    /// <summary>Takes a reading in that names no account: the status line's.</summary>
    /// <param name="reading">What was told.</param>
    /// <param name="session">The session that it is of. Where no answer has told its account, it is the account of the same resets, else the one seen last.</param>
    public void RecordUnattributed(QuotaReading reading, string? session = null)
    {
        string account;
        lock (_lock)
        {
            account = session is not null && _sessions.TryGetValue(session, out var known) ? known
                : _accounts.FirstOrDefault(other => other.Value.Matches(reading.Windows, least: 1)).Key ?? _current;
            Account(account, reading.Windows).Record(reading, Spender.Unknown, time.GetUtcNow());
        }

        Told?.Invoke(account, reading, Spender.Unknown with { Session = session });
        Changed?.Invoke();
    }

    /// <summary>What holds now: a window whose reset has passed is left out until an answer tells of it again.</summary>
    /// <param name="account">A hash that names the account; null for the one seen last.</param>
    public QuotaSnapshot Snapshot(string? account = null)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            return _accounts.GetValueOrDefault(account ?? _current)?.Snapshot(now) ?? QuotaSnapshot.Empty;
        }
    }

    /// <summary>What is to be expected of every window that holds now.</summary>
    /// <param name="account">A hash that names the account; null for the one seen last.</param>
    public QuotaOutlook Outlook(string? account = null)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            return _accounts.GetValueOrDefault(account ?? _current)?.Outlook(now) ?? QuotaOutlook.Empty with { At = now };
        }
    }

    /// <summary>All of it, to be kept over a restart.</summary>
    public QuotaMemory Save()
    {
        lock (_lock)
        {
            return new() { Current = _current.Length > 0 ? _current : null, Accounts = [.. _accounts.Select(account => account.Value.Save(account.Key))] };
        }
    }

    /// <summary>What was kept; only before anything else is recorded. Windows that have reset meanwhile are known to be full (edge case 35).</summary>
    public void Load(QuotaMemory memory)
    {
        lock (_lock)
        {
            foreach (var account in memory.Accounts.OfType<AccountMemory>().OrderByDescending(account => account.SeenAt).Take(MostAccounts))
            {
                _accounts[account.Account] = AccountQuota.Load(account);
            }

            _current = memory.Current is { } current && _accounts.ContainsKey(current) ? current : "";
        }
    }

    // Under the lock.
    private AccountQuota Account(string account, IReadOnlyList<QuotaWindow> told)
    {
        if (_accounts.TryGetValue(account, out var known))
        {
            return known;
        }

        var same = Predecessor(told);
        if (_accounts.Count >= MostAccounts)
        {
            _accounts.Remove(_accounts.Where(other => other.Key != _current).MinBy(other => other.Value.SeenAt).Key);
        }

        return _accounts[account] = same ?? new() { SeenAt = time.GetUtcNow() };
    }

    // Before the first request the status line may have told of the account already. Later a credential that nobody knows may be the
    // renewed one of a known login: no two accounts reset at the same second in every window and have used as much.
    private AccountQuota? Predecessor(IReadOnlyList<QuotaWindow> told) =>
        _accounts.Remove("", out var unnamed) && unnamed.Matches(told, least: 0) ? unnamed
        : _accounts.Values.FirstOrDefault(other => other.Matches(told, WindowsOfAnIdentity));

    private void Note(string session, string account)
    {
        if (_sessions.Count >= MostSessions && !_sessions.ContainsKey(session))
        {
            _sessions.Remove(_sessions.Keys.First());
        }

        _sessions[session] = account;
    }
}
