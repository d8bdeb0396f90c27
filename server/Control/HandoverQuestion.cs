using System.Globalization;
using ClaudeSidecar.Decision;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Control;

/// <summary>
/// Asks the user before another backend answers, where that was chosen. The request is held meanwhile, but not for longer than the
/// client waits in silence; the answer holds for the whole episode, also one that comes too late for the request that asked.
/// </summary>
public sealed class HandoverQuestion(TimeProvider time)
{
    /// <summary>So long a request is held: the client begins to wonder after twenty seconds (claude-wire 2c).</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>An episode that nobody knows the end of counts as over after this.</summary>
    public static readonly TimeSpan UnknownEpisode = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private Open? _open;
    private (bool Go, DateTimeOffset Until)? _answer;
    private int _asked;

    /// <summary>Says whether anybody is there who can be asked. Called on any thread; handlers return at once.</summary>
    public event Func<bool>? Audience;

    /// <summary>A question is put, or put once more, or it has been answered. Raised on any thread; handlers return at once.</summary>
    public event Action? Changed;

    /// <summary>The question that waits to be answered; null for none.</summary>
    public QuestionStatus? Current
    {
        get
        {
            lock (_lock)
            {
                return _open is { } open && End(open.Status, open.Status.AskedAt) > time.GetUtcNow() ? open.Status : null;
            }
        }
    }

    /// <summary>How to treat requests now: as the user said, and to be asked where that was not said, or not for this episode.</summary>
    public HandoverMode Mode
    {
        get
        {
            lock (_lock)
            {
                return Said is { } go ? go ? HandoverMode.Auto : HandoverMode.Off : HandoverMode.Ask;
            }
        }
    }

    private bool? Said => _answer is { } answer && answer.Until > time.GetUtcNow() ? answer.Go : null;

    /// <summary>Asks, or joins those who already do.</summary>
    /// <param name="provider">Who would answer.</param>
    /// <param name="reason">Why Claude does not.</param>
    /// <param name="until">When Claude is expected back; null when nobody knows.</param>
    /// <param name="cancellationToken">The client's.</param>
    /// <returns>True: it may. False: it may not, nobody can be asked, or nobody has answered in time.</returns>
    public async Task<bool> AskAsync(string provider, RouteReason reason, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        var heard = Audience?.GetInvocationList().Cast<Func<bool>>().Any(isThere => isThere()) == true;
        Open open;
        lock (_lock)
        {
            if (Said is { } said)
            {
                return said;
            }

            if (!heard)
            {
                return false;
            }

            open = Join(provider, reason, until);
        }

        var answer = open.Answer.Task.WaitAsync(Patience, time, cancellationToken);
        Changed?.Invoke();
        try
        {
            return await answer;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            lock (_lock)
            {
                open.Waiting--;
            }
        }
    }

    /// <summary>Takes an answer in.</summary>
    /// <param name="id">Which question.</param>
    /// <param name="go">True: another backend may answer.</param>
    /// <returns>False when that question is not open any more.</returns>
    public bool Answer(string id, bool go)
    {
        Open open;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (_open?.Status.Id != id || End(_open.Status, now) <= now)
            {
                return false;
            }

            (open, _open) = (_open, null);
            _answer = (go, End(open.Status, now));
        }

        open.Answer.TrySetResult(go);
        Changed?.Invoke();
        return true;
    }

    // The same question is not put twice, but shown once more when nobody waits for its answer any longer; a new episode is a new question.
    private Open Join(string provider, RouteReason reason, DateTimeOffset? until)
    {
        var now = time.GetUtcNow();
        if (_open is not { } open || open.Status.Provider != provider || !IsSame(open.Status.Until, until))
        {
            _open?.Answer.TrySetResult(false);
            _open = open = new(new()
            {
                Id = (++_asked).ToString(CultureInfo.InvariantCulture),
                Provider = provider,
                Text = reason.Question(provider, until, now),
                TextZh = reason.QuestionZh(provider, until, now),
                Until = until,
                AskedAt = now,
                HeldUntil = now + Patience,
            });
        }
        else if (open.Waiting == 0)
        {
            open.Status = open.Status with { AskedAt = now, HeldUntil = now + Patience };
        }

        open.Waiting++;
        return open;
    }

    private static bool IsSame(DateTimeOffset? one, DateTimeOffset? other) => one == other || (one - other)?.Duration() < TimeSpan.FromMinutes(1);

    private static DateTimeOffset End(QuestionStatus question, DateTimeOffset from) => question.Until ?? from + UnknownEpisode;

    private sealed class Open(QuestionStatus status)
    {
        public QuestionStatus Status { get; set; } = status;

        public int Waiting { get; set; }

        public TaskCompletionSource<bool> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
