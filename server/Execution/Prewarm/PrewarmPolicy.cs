namespace ClaudeSidecar.Execution.Prewarm;

/// <summary>
/// Decides when a model here is warmed up, so that a switch finds its prompt read (design 1). Pure. It is asked in two steps, for
/// machine and server are looked at only when everything else speaks for a warm-up: polling them would cost more than it saves.
/// </summary>
public static class PrewarmPolicy
{
    /// <summary>A prompt that has grown by less is read within a second or two after the switch.</summary>
    public const int Step = 1000;

    /// <summary>So many failures in a row, and it is left alone.</summary>
    public const int MostFailures = 3;

    /// <summary>… for so long.</summary>
    public static readonly TimeSpan AfterFailures = TimeSpan.FromMinutes(30);

    /// <summary>A session that is silent for longer is not kept warm: its user has gone, and the memory is wanted.</summary>
    public static readonly TimeSpan IdleAfter = TimeSpan.FromHours(2);

    /// <summary>A session is taken to be the only one at work when the other has been silent for so long.</summary>
    public static readonly TimeSpan Yields = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan BusyPause = TimeSpan.FromSeconds(30);

    // Of the time that a server keeps its model, what may pass before it is reminded.
    private const double Fresh = 0.8;

    /// <summary>Whether it should be warmed, as far as sessions and quota say.</summary>
    public static WarmDecision Wants(WarmWish wish)
    {
        if (Forbids(wish) is { } reason)
        {
            return new(false, reason);
        }

        var needs = Needs(wish);
        return needs.Warm ? Rested(wish) ?? needs : needs;
    }

    /// <summary>Why it is not to be warmed whatever its server holds, so that even a warm-up under way is given up; null = nothing speaks against it.</summary>
    public static WarmReason? Forbids(WarmWish wish) =>
        wish.Option == "off" ? WarmReason.Off
        : wish.Option == "belowWarning" && !wish.QuotaIsLow ? WarmReason.QuotaIsAmple
        : wish.Prompt.Session.Contains('/', StringComparison.Ordinal) ? WarmReason.Agent
        : wish.AnswersAlready ? WarmReason.AnswersAlready
        : wish.Now - wish.PreparedAt >= IdleAfter ? WarmReason.SessionIsIdle
        : null;

    /// <summary>Whether machine and server allow it. What only a look could tell again is not looked at by itself: the session's next turn asks anew.</summary>
    public static WarmDecision Allows(WarmSite site, PowerState power) =>
        !site.Found ? new(false, WarmReason.Absent)
        : !site.Here ? new(false, WarmReason.NotHere)
        : power == PowerState.Battery ? new(false, WarmReason.OnBattery)
        : site.InUse ? new(false, WarmReason.InUse)
        : site.Busy ? new(false, WarmReason.ServerBusy, BusyPause)
        : new(true, WarmReason.First);

    /// <summary>What follows from a warm-up that came to nothing because the server has too much to do.</summary>
    public static WarmDecision AfterBusy { get; } = new(false, WarmReason.ServerBusy, BusyPause);

    private static WarmDecision Needs(WarmWish wish)
    {
        if (wish.Marks.FirstOrDefault(mark => mark.Session == wish.Prompt.Session) is { } mark)
        {
            var age = wish.Now - mark.At;
            var fresh = wish.KeepsFor * Fresh;

            // A prompt that became shorter was cut anew, and what is read of it holds only up to there.
            return mark.Revision != wish.Prompt.Revision && (wish.Prompt.Tokens < mark.Tokens || wish.Prompt.Tokens >= mark.Tokens + Step) ? new(true, WarmReason.Grown)
                : age >= fresh ? new(true, WarmReason.Refresh)
                : new(false, WarmReason.Warm, fresh - age);
        }

        var other = wish.Marks.Count >= wish.Slots ? wish.Marks[0] : null;
        return other is not null && wish.Now - other.At < Yields
            ? new(false, WarmReason.AnotherSession, Yields - (wish.Now - other.At))
            : new(true, WarmReason.First);
    }

    // The machine is the user's: half of the time it is left alone, however fast a session grows.
    private static WarmDecision? Rested(WarmWish wish)
    {
        var (reason, pause) = wish.Failures switch
        {
            0 => (WarmReason.Rest, wish.LastTook < LongestRest ? wish.LastTook : LongestRest),
            < MostFailures => (WarmReason.Failed, AfterFailure),
            _ => (WarmReason.FailedOften, AfterFailures),
        };
        return wish.LastTryAt + pause - wish.Now is { } left && left > TimeSpan.Zero ? new(false, reason, left) : null;
    }
}
