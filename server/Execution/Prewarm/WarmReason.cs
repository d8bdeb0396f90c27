namespace ClaudeSidecar.Execution.Prewarm;

/// <summary>Why a model is warmed up, or is not, at this moment.</summary>
public enum WarmReason
{
    /// <summary>It is to be warmed: nothing of the session is there yet.</summary>
    First,

    /// <summary>It is to be warmed: the session has grown by a step, or its prompt was cut anew.</summary>
    Grown,

    /// <summary>It is to be warmed: the server would drop the model soon.</summary>
    Refresh,

    /// <summary>What is there will do.</summary>
    Warm,

    /// <summary>The user does not want it.</summary>
    Off,

    /// <summary>No window is below the first warning level.</summary>
    QuotaIsAmple,

    /// <summary>The session is answered there already: its own requests keep it warm.</summary>
    AnswersAlready,

    /// <summary>The prompt is that of an agent, not of the session itself.</summary>
    Agent,

    /// <summary>The session has said nothing for long.</summary>
    SessionIsIdle,

    /// <summary>Another session, active a moment ago, would lose its place.</summary>
    AnotherSession,

    /// <summary>The server is to have a rest as long as the last warm-up.</summary>
    Rest,

    /// <summary>It failed so often that it is left alone for a while.</summary>
    FailedOften,

    /// <summary>It is not on this machine, or it costs money: nothing is sent there unasked.</summary>
    NotHere,

    /// <summary>The machine runs on its battery.</summary>
    OnBattery,

    /// <summary>A real request is answered there.</summary>
    InUse,

    /// <summary>The server works for somebody else.</summary>
    ServerBusy,

    /// <summary>The server does not answer, or has no such model.</summary>
    Absent,

    /// <summary>The server refused, or broke off.</summary>
    Failed,
}
