namespace ClaudeSidecar.Decision;

/// <summary>What a limit binds: it holds for later requests of the same scope, and for no others.</summary>
public enum LimitScope
{
    /// <summary>Every request to that provider.</summary>
    Account,

    /// <summary>One family of models (edge case 5).</summary>
    Family,

    /// <summary>One model (edge case 4).</summary>
    Model,

    /// <summary>Requests that ask for the long context (edge case 4).</summary>
    LongContext,
}
