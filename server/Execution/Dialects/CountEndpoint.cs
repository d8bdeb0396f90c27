namespace ClaudeSidecar.Execution.Dialects;

/// <summary>Where a server counts the tokens of a prompt without running it (local-servers 2.2).</summary>
public enum CountEndpoint
{
    /// <summary>Nowhere, or not reliably: we count ourselves.</summary>
    None,

    /// <summary>
    /// <c>POST /v1/messages/count_tokens</c>, answered with <c>input_tokens</c>: of a request in Anthropic's dialect, rendered by the
    /// model's own template. vLLM's <c>/tokenize</c> would count a chat, but lists every token with it.
    /// </summary>
    Anthropic,

    /// <summary><c>POST /v1/chat/completions/input_tokens</c>: the same of a chat. Who has it has the other as well.</summary>
    Chat,
}
