namespace ClaudeSidecar.Wire;

/// <summary>The closed list of what can go wrong with one try at one backend. What follows from each is said by <see cref="FailureRule"/>.</summary>
public enum FailureKind
{
    /// <summary>Nothing went wrong.</summary>
    None,

    /// <summary>A confirmed quota window is used up, for the whole account (edge cases 1, 2).</summary>
    QuotaWindow,

    /// <summary>A confirmed window of one model family is used up (edge case 5).</summary>
    QuotaModel,

    /// <summary>Credits or extra usage are missing for this model, or for its long context; waiting does not cure it (edge case 4).</summary>
    OutOfCredits,

    /// <summary>A 429 that names no window: this request only (edge case 3).</summary>
    Throttled,

    /// <summary>529, or <c>overloaded_error</c> (edge case 6). Never quota.</summary>
    Overloaded,

    /// <summary>401 or 403: shown to the user, never masked (edge case 7).</summary>
    Unauthorised,

    /// <summary>400, 404, 413, 422 …: the request itself is refused; passed on byte for byte (edge case 8).</summary>
    Rejected,

    /// <summary>The prompt does not fit the model's window (local-servers 3.1).</summary>
    TooLong,

    /// <summary>500, 502, 503, 504, 520–524.</summary>
    ServerError,

    /// <summary>A 200 whose body is empty, of the wrong kind, or an error as first event (edge cases 26, 27).</summary>
    BadAnswer,

    /// <summary>Connection refused or reset before anything was sent (edge case 29).</summary>
    Unreachable,

    /// <summary>Its name cannot be resolved (edge case 29).</summary>
    UnknownHost,

    /// <summary>No agreement on an encrypted connection: a certificate, a proxy that looks inside (edge case 29).</summary>
    TlsFailed,

    /// <summary>No connection within the limit (edge case 29).</summary>
    ConnectTimedOut,

    /// <summary>Connected, but no headers within the limit; or its own word for that, 408 (edge case 29).</summary>
    TimedOut,

    /// <summary>Headers came, and then nothing for longer than the limit (edge case 29).</summary>
    Stalled,

    /// <summary>The stream broke after it had begun.</summary>
    CutOff,

    /// <summary>It was not asked: after a cooldown one request at a time tries it (edge case 32).</summary>
    BeingProbed,

    /// <summary>The client went away; never the backend's fault (edge case 31).</summary>
    ClientGone,
}

/// <summary>The questions that are asked of a failure, each answered by the one table, <see cref="FailureRule"/>.</summary>
public static class FailureKinds
{
    /// <summary>May another backend be asked in the same request, provided that nothing has been sent to the client?</summary>
    public static bool MayFailOver(this FailureKind kind) => FailureRule.Of(kind).MayFailOver;

    /// <summary>Does it say that the backend is ill, so that its breaker counts it?</summary>
    public static bool CountsAgainstBackend(this FailureKind kind) => FailureRule.Of(kind).CountsAgainstBackend;

    /// <summary>Is it a statement about quota that holds until a reset?</summary>
    public static bool IsConfirmedLimit(this FailureKind kind) => FailureRule.Of(kind).IsQuota;

    /// <summary>Did the backend answer nothing that could be passed on as its own word?</summary>
    public static bool IsWithoutWords(this FailureKind kind) => FailureRule.Of(kind).Client == ClientGets.OurSentence;
}
