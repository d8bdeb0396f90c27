using ClaudeSidecar.Quota.Forecast;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Quota;

/// <summary>Keeps the latest reading of every window. An answer that leaves a window out does not erase it (edge case 12).</summary>
public sealed class QuotaLedger(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, QuotaWindow> _windows = new(StringComparer.Ordinal);
    private string? _account;
    private QuotaReading? _last;

    /// <summary>The numbers have changed. Raised on the thread that recorded.</summary>
    public event Action? Changed;

    /// <summary>Says whose request is about to be routed.</summary>
    /// <param name="account">A hash that names the account, never the credential itself.</param>
    /// <returns>True when it is another one than the last that an answer told of: what is known of that one's limits says nothing here (edge case 22).</returns>
    public bool IsAnother(string account)
    {
        lock (_lock)
        {
            return _account is not (null or "") && account != AccountKey.None && _account != account;
        }
    }

    /// <summary>Begins anew with an account of which nothing is known yet.</summary>
    /// <param name="account">A hash that names the account.</param>
    public void Forget(string account)
    {
        lock (_lock)
        {
            (_account, _last) = (account, null);
            _windows.Clear();
        }

        Changed?.Invoke();
    }

    /// <summary>Takes a reading in.</summary>
    /// <param name="account">A hash that names the account, never the credential itself; another one than last time starts anew (edge case 22).</param>
    /// <param name="reading">What an answer told.</param>
    /// <param name="spender">For whom the answer was; null where that is not known.</param>
    public void Record(string account, QuotaReading reading, Spender? spender = null)
    {
        lock (_lock)
        {
            if (_account != account)
            {
                // Before the first request the status line may have told of the account already.
                if (_account is not (null or ""))
                {
                    _windows.Clear();
                }

                _account = account;
            }

            _last = reading;
            foreach (var window in reading.Windows)
            {
                _windows[window.Name] = Merge(_windows.GetValueOrDefault(window.Name), window with
                {
                    Family = ClaudeFamily.Named(window.Name),
                    Source = reading.Source,
                    ReadAt = reading.At,
                });
            }
        }

        Changed?.Invoke();
    }

    /// <summary>Takes a reading in that names no account: the status line's. It is taken for the account seen last.</summary>
    /// <param name="reading">What was told.</param>
    public void RecordUnattributed(QuotaReading reading)
    {
        string account;
        lock (_lock)
        {
            account = _account ?? "";
        }

        Record(account, reading);
    }

    /// <summary>What holds now: a window whose reset has passed is left out until an answer tells of it again.</summary>
    /// <param name="account">A hash that names the account; null for the one seen last.</param>
    public QuotaSnapshot Snapshot(string? account = null)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (_last is null || (account is not null && account != _account))
            {
                return QuotaSnapshot.Empty;
            }

            QuotaWindow[] windows = [.. _windows.Values.Where(window => !window.HasReset(now)).OrderByDescending(window => window.Used ?? 0)];
            var overall = _last.ResetsAt <= now || (_last.State == QuotaState.Rejected && _last.OnExtraUsage) ? QuotaState.Allowed : _last.State;
            var strictest = windows.Select(window => window.State).Append(overall).Max();
            return new() { ReadAt = _last.At, Source = _last.Source, State = strictest, Windows = windows };
        }
    }

    /// <summary>What is to be expected of every window that holds now.</summary>
    /// <param name="account">A hash that names the account; null for the one seen last.</param>
    public QuotaOutlook Outlook(string? account = null)
    {
        var now = time.GetUtcNow();
        var snapshot = Snapshot(account);
        return new()
        {
            At = now,
            Windows = [.. snapshot.Windows.Select(window => new WindowOutlook { Window = window, RunsDryAt = Pace.RunsDryAt(window, now) })],
        };
    }

    // A field that this answer left out keeps its last value, as long as it is the same window.
    private static QuotaWindow Merge(QuotaWindow? before, QuotaWindow now) => before is null ? now : now with
    {
        Used = now.Used ?? before.Used,
        ResetsAt = now.ResetsAt ?? before.ResetsAt,
    };
}
