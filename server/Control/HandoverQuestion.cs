using System.Globalization;
using ClaudeSidecar.Decision;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Control;

/// <summary>May somebody else answer while Claude cannot?</summary>
/// <param name="Id">Names the question in the answer.</param>
/// <param name="Provider">Who would answer.</param>
/// <param name="Text">The question, in English.</param>
/// <param name="TextZh">The same in Chinese.</param>
/// <param name="Until">When Claude is expected back; null when nobody knows.</param>
public sealed record HandoverAsk(string Id, string Provider, string Text, string TextZh, DateTimeOffset? Until);

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

    /// <summary>A question is to be put; a handler says whether it could be put to anybody. Raised on any thread; handlers return at once.</summary>
    public event Func<HandoverAsk, bool>? Asking;

    /// <summary>It was answered, or an answer has lost its force.</summary>
    public event Action? Changed;

    /// <summary>How to treat requests now: as the user said, and to be asked where that was not said, or not for this episode.</summary>
    public HandoverMode Mode
    {
        get
        {
            lock (_lock)
            {
                return _answer is { } answer && answer.Until > time.GetUtcNow() ? answer.Go ? HandoverMode.Auto : HandoverMode.Off : HandoverMode.Ask;
            }
        }
    }

    /// <summary>Asks, or joins those who already do.</summary>
    /// <param name="provider">Who would answer.</param>
    /// <param name="reason">Why Claude does not.</param>
    /// <param name="until">When Claude is expected back; null when nobody knows.</param>
    /// <param name="cancellationToken">The client's.</param>
    /// <returns>True: it may. False: it may not, nobody can be asked, or nobody has answered in time.</returns>
    public async Task<bool> AskAsync(string provider, RouteReason reason, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        Open open;
        lock (_lock)
        {
            if (_answer is { } answer && answer.Until > time.GetUtcNow())
            {
                return answer.Go;
            }

            // The same question is not put twice; a new episode is a new question.
            open = _open is { } asked && asked.Ask.Provider == provider && IsSame(asked.Ask.Until, until) ? asked : _open = new(NewAsk(provider, reason, until));
        }

        if (!Put(open))
        {
            return false;
        }

        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var late = Task.Delay(Patience, time, waiting.Token);
        var answered = await Task.WhenAny(open.Answer.Task, late) == open.Answer.Task;
        await waiting.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();

        // Whoever asks next shows it once more; until then it stays to be answered.
        open.IsPut &= answered;
        return answered && await open.Answer.Task;
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
            if (_open?.Ask.Id != id)
            {
                return false;
            }

            (open, _open) = (_open, null);
            _answer = (go, open.Ask.Until is { } until && until > time.GetUtcNow() ? until : time.GetUtcNow() + UnknownEpisode);
        }

        open.Answer.TrySetResult(go);
        Changed?.Invoke();
        return true;
    }

    private static bool IsSame(DateTimeOffset? one, DateTimeOffset? other) => one == other || (one - other)?.Duration() < TimeSpan.FromMinutes(1);

    private bool Put(Open open)
    {
        if (!open.IsPut)
        {
            open.IsPut = Asking?.GetInvocationList().Cast<Func<HandoverAsk, bool>>().Count(put => put(open.Ask)) > 0;
        }

        return open.IsPut;
    }

    private HandoverAsk NewAsk(string provider, RouteReason reason, DateTimeOffset? until) => new(
        (++_asked).ToString(CultureInfo.InvariantCulture), provider, reason.Question(provider, until), reason.QuestionZh(provider, until), until);

    private sealed record Open(HandoverAsk Ask)
    {
        public volatile bool IsPut;

        public TaskCompletionSource<bool> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
