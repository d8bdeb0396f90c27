namespace ClaudeSidecar.Execution.Prewarm;

/// <summary>What a <see cref="Prewarmer"/> must be told of the rest of the sidecar.</summary>
/// <param name="Option"><c>context.prewarm</c> as it is now.</param>
/// <param name="QuotaIsLow">True from the first warning level on.</param>
/// <param name="AnswersAlready">True while a session (the first) is answered by a provider (the second) anyhow.</param>
/// <param name="Find">A provider's backend; null where it cannot be warmed.</param>
public sealed record PrewarmView(Func<string> Option, Func<bool> QuotaIsLow, Func<string, string, bool> AnswersAlready, Func<string, IWarmable?> Find);
