using ClaudeSidecar.Execution.Prepare;

namespace ClaudeSidecar.Execution.Prewarm;

/// <summary>What is remembered of one provider that is warmed up. Guarded by its owner's lock.</summary>
internal sealed class WarmPlace(string provider)
{
    private readonly List<WarmMark> _marks = [];
    private int _served;

    /// <summary>Its name.</summary>
    public string Provider => provider;

    /// <summary>The backend that was found last, and is listened to.</summary>
    public IWarmable? Backend { get; private set; }

    /// <summary>How it is listened to.</summary>
    public Action? Freed { get; set; }

    /// <summary>The prompt of the session that was active last.</summary>
    public PreparedPrompt? Prompt { get; private set; }

    /// <summary>When that came.</summary>
    public DateTimeOffset PreparedAt { get; private set; }

    /// <summary>The prompt that it is reading; null for none.</summary>
    public PreparedPrompt? Reading { get; set; }

    /// <summary>What is known of its server.</summary>
    public WarmSite Site { get; set; } = new();

    /// <summary>What the last look came to.</summary>
    public WarmReason Reason { get; set; }

    // Until when machine and server are not looked at again, and for which prompt.
    private (DateTimeOffset Until, PreparedPrompt? Prompt) Held { get; set; }

    private int Failures { get; set; }

    private DateTimeOffset? LastTryAt { get; set; }

    private TimeSpan LastTook { get; set; }

    /// <summary>The prompt that it holds of a session; null for none.</summary>
    public WarmMark? Mark => _marks.LastOrDefault(mark => mark.Session == Prompt?.Session) ?? _marks.LastOrDefault();

    /// <summary>Takes a prompt in.</summary>
    public void Take(PreparedPrompt prompt, DateTimeOffset now) => (Prompt, PreparedAt) = (prompt, now);

    /// <summary>Takes a backend in; what another one held says nothing of this one.</summary>
    public bool Take(IWarmable? backend)
    {
        if (Backend == backend)
        {
            return false;
        }

        (Backend, Site, Failures, Held) = (backend, new(), 0, default);
        _marks.Clear();
        return true;
    }

    /// <summary>All that decides, as it is now.</summary>
    public WarmWish Wish(PrewarmView view, DateTimeOffset now) => new()
    {
        Option = view.Option(),
        QuotaIsLow = view.QuotaIsLow(),
        AnswersAlready = view.AnswersAlready(Prompt!.Session, provider),
        Prompt = Prompt,
        PreparedAt = PreparedAt,
        Marks = [.. _marks],
        Slots = Site.Slots,
        KeepsFor = Site.KeepsFor,
        Failures = Failures,
        LastTryAt = LastTryAt,
        LastTook = LastTook,
        Now = now,
    };

    /// <summary>What is to be done now.</summary>
    public WarmDecision Decide(PrewarmView view, DateTimeOffset now)
    {
        var wants = PrewarmPolicy.Wants(Wish(view, now));
        return wants.Warm && Held is var (until, prompt) && (now < until || (until == default && prompt == Prompt))
            ? new(false, Reason, until > now ? until - now : null)
            : wants;
    }

    /// <summary>Machine or server do not allow it: they are looked at again after a while, or else with the session's next turn.</summary>
    public void Hold(WarmDecision decision, DateTimeOffset now) => (Reason, Held) = (decision.Reason, (decision.LookAgainIn is { } pause ? now + pause : default, Prompt));

    /// <summary>A real request was answered there: it took a place in the server's memory.</summary>
    public void Served()
    {
        // It was in use; now it may be looked at again.
        Held = default;
        _served++;
        while (_marks.Count > 0 && _marks.Count > Site.Slots - _served)
        {
            _marks.RemoveAt(0);
        }
    }

    /// <summary>A warm-up has ended.</summary>
    public void Ended(PreparedPrompt prompt, WarmOutcome outcome, TimeSpan took, DateTimeOffset now)
    {
        // The first reading of a long prompt is not repeated; what calls for a rest is what follows each turn, or what came to nothing.
        (LastTryAt, LastTook) = (now, outcome.End == WarmEnd.Done && Reason == WarmReason.First ? TimeSpan.Zero : took);
        if (outcome.End == WarmEnd.Busy)
        {
            Hold(PrewarmPolicy.AfterBusy, now);
        }

        Failures = outcome.End switch
        {
            WarmEnd.Done => 0,
            WarmEnd.Failed => Failures + 1,
            _ => Failures,
        };
        if (outcome.End != WarmEnd.Done)
        {
            return;
        }

        _served = 0;
        _marks.RemoveAll(mark => mark.Session == prompt.Session);
        _marks.Add(new(prompt.Session, prompt.Tokens, prompt.Revision, now, took));
        if (_marks.Count > Site.Slots)
        {
            _marks.RemoveAt(0);
        }
    }

    /// <summary>What people are told of it.</summary>
    public WarmState? State => Reason == WarmReason.Off ? null
        : Reading is { } reading ? new("warming", Reason, reading.Session, reading.Tokens, null)
        : Mark is { } mark ? new("warm", Reason, mark.Session, mark.Tokens, mark.At)
        : new("cold", Reason, Prompt?.Session, 0, null);
}
