using static ClaudeSidecar.Wire.ClientGets;

namespace ClaudeSidecar.Wire;

/// <summary>What a client gets after a failure, where nobody else has answered its request.</summary>
public enum ClientGets
{
    /// <summary>The answer: nothing failed.</summary>
    TheAnswer,

    /// <summary>The backend's refusal as it came, at once: it is the user's to see, and nobody else is asked.</summary>
    TheRefusal,

    /// <summary>The backend's refusal as it came, once everybody who might help has been asked: the client retries by its own rules.</summary>
    TheRefusalAtLast,

    /// <summary>A 503 in our words that says why and until when: what came says nothing, or would be taken for success.</summary>
    OurSentence,

    /// <summary>Nothing: it has gone.</summary>
    Nothing,
}

/// <summary>What follows from a failure: one row of the table that everything else asks.</summary>
/// <param name="MayFailOver">Another backend may be asked in the same request, provided that nothing has been sent to the client.</param>
/// <param name="CountsAgainstBackend">It says that the backend is ill: its breaker counts it.</param>
/// <param name="Client">What the client gets when nobody else answers.</param>
/// <param name="IsQuota">It is a statement about quota that holds until a reset.</param>
public sealed record FailureRule(bool MayFailOver, bool CountsAgainstBackend, ClientGets Client, bool IsQuota)
{
    private static readonly FailureRule[] Table = [.. Enum.GetValues<FailureKind>().Select(Row)];

    /// <summary>The row of a kind.</summary>
    public static FailureRule Of(FailureKind kind) => Table[(int)kind];

    // May another be asked? Is it ill? What does the client get? Is it quota?
    private static FailureRule Row(FailureKind kind) => kind switch
    {
        FailureKind.None => new(false, false, TheAnswer, false),
        FailureKind.QuotaWindow => new(true, false, TheRefusalAtLast, true),
        FailureKind.QuotaModel => new(true, false, TheRefusalAtLast, true),
        FailureKind.OutOfCredits => new(true, false, TheRefusalAtLast, false),
        FailureKind.Throttled => new(true, false, TheRefusalAtLast, false),
        FailureKind.Overloaded => new(true, true, TheRefusalAtLast, false),
        FailureKind.Unauthorised => new(false, false, TheRefusal, false),
        FailureKind.Rejected => new(false, false, TheRefusal, false),
        FailureKind.TooLong => new(false, false, TheRefusal, false),
        FailureKind.ServerError => new(true, true, TheRefusalAtLast, false),
        FailureKind.BadAnswer => new(true, true, OurSentence, false),
        FailureKind.Unreachable => new(true, true, OurSentence, false),
        FailureKind.UnknownHost => new(true, true, OurSentence, false),
        FailureKind.TlsFailed => new(true, true, OurSentence, false),
        FailureKind.ConnectTimedOut => new(true, true, OurSentence, false),
        FailureKind.TimedOut => new(true, true, OurSentence, false),
        FailureKind.Stalled => new(true, true, OurSentence, false),
        FailureKind.CutOff => new(true, true, OurSentence, false),
        FailureKind.BeingProbed => new(true, false, OurSentence, false),
        FailureKind.ClientGone => new(false, false, Nothing, false),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
    };
}
