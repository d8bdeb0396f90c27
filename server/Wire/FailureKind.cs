namespace ClaudeSidecar.Wire;

/// <summary>The closed list of what can go wrong with one try at one backend. What follows from each is said by <see cref="FailureKinds"/>.</summary>
public enum FailureKind
{
    /// <summary>Nothing went wrong.</summary>
    None,

    /// <summary>A confirmed quota window is used up, for the whole account (edge cases 1, 2).</summary>
    QuotaWindow,

    /// <summary>A confirmed window of one model family is used up (edge case 5).</summary>
    QuotaModel,

    /// <summary>Credits or extra usage are missing for this request; waiting does not cure it (edge case 4).</summary>
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

    /// <summary>Connection refused or reset, DNS, TLS (edge case 29).</summary>
    Unreachable,

    /// <summary>No headers, or no byte, within the limit.</summary>
    TimedOut,

    /// <summary>The stream broke after it had begun.</summary>
    CutOff,

    /// <summary>It was not asked: after a cooldown one request at a time tries it (edge case 32).</summary>
    BeingProbed,

    /// <summary>The client went away; never the backend's fault (edge case 31).</summary>
    ClientGone,
}

/// <summary>What follows from each failure, as one table.</summary>
public static class FailureKinds
{
    /// <summary>May another backend be asked in the same request, provided that nothing has been sent to the client?</summary>
    public static bool MayFailOver(this FailureKind kind) => kind is
        FailureKind.QuotaWindow or FailureKind.QuotaModel or FailureKind.OutOfCredits or FailureKind.Throttled or FailureKind.Overloaded or
        FailureKind.ServerError or FailureKind.BadAnswer or FailureKind.Unreachable or FailureKind.TimedOut or FailureKind.CutOff or FailureKind.BeingProbed;

    /// <summary>Does it say that the backend is ill, so that its breaker counts it?</summary>
    public static bool CountsAgainstBackend(this FailureKind kind) => kind is
        FailureKind.ServerError or FailureKind.BadAnswer or FailureKind.Unreachable or FailureKind.TimedOut or FailureKind.CutOff or FailureKind.Overloaded;

    /// <summary>Is it a statement about quota that holds until a reset?</summary>
    public static bool IsConfirmedLimit(this FailureKind kind) => kind is FailureKind.QuotaWindow or FailureKind.QuotaModel;
}
