namespace ClaudeSidecar.Execution.Dialects;

/// <summary>Where a server tells whether it works at this moment.</summary>
public enum LoadPage
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary><c>/slots</c>: llama-server.</summary>
    Slots,

    /// <summary><c>/metrics</c>: vLLM, and SGLang where it was started so.</summary>
    Metrics,
}
