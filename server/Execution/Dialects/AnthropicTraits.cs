namespace ClaudeSidecar.Execution.Dialects;

/// <summary>
/// What a server that speaks Anthropic's dialect, and is not Anthropic, makes of it. The defaults are those of a server of which
/// nothing is known: it gets the dialect's core and nothing else.
/// </summary>
public sealed record AnthropicTraits
{
    /// <summary>Of which nothing is known.</summary>
    public static readonly AnthropicTraits Plain = new();

    /// <summary>
    /// Takes <c>thinking</c> with the types <c>enabled</c> and <c>disabled</c>; <c>adaptive</c> is Anthropic's own. Left to itself such a
    /// server may well think: DeepSeek does (api-docs.deepseek.com, guides/thinking_mode).
    /// </summary>
    public bool SwitchesThinking { get; init; }

    /// <summary>Takes <c>thinking</c> blocks of its own models back in the history. None of these servers checks a signature.</summary>
    public bool TakesThinking { get; init; }

    /// <summary>
    /// While it thinks, refuses earlier calls without the reasoning that led to them: «The content[].thinking in the thinking mode must
    /// be passed back» (DeepSeek: decolua/9router#2397), «reasoning_content is missing in assistant tool call message» (Kimi:
    /// farion1231/cc-switch#3377).
    /// </summary>
    public bool DemandsThinking { get; init; }

    /// <summary>Takes <c>output_config.effort</c>.</summary>
    public bool Effort { get; init; }

    /// <summary>
    /// Takes <c>output_config.format</c> with a JSON schema. The words that ask for it go out all the same: older builds drop the
    /// field unread, as llama-server always does (local-servers 7.1).
    /// </summary>
    public bool Format { get; init; }
}
