using System.Collections.Frozen;
using ClaudeSidecar.Wire.Anthropic;

namespace ClaudeSidecar.Decision;

/// <summary>What the client wants a request for (claude-wire 4b; edge case 111).</summary>
public enum RequestClass
{
    /// <summary>A turn of the conversation that the user sees.</summary>
    Main,

    /// <summary>A turn of a sub-agent.</summary>
    SubAgent,

    /// <summary>The whole conversation, to be made into a summary.</summary>
    Compaction,

    /// <summary>A title, a suggestion, a topic: small, beside the conversation, and missed by nobody.</summary>
    Auxiliary,

    /// <summary>One token that nobody reads: the client looks at the headers of the answer, or whether its key is taken.</summary>
    Probe,

    /// <summary>Tokens are to be counted; no model is asked.</summary>
    Count,
}

/// <summary>How a request's class is told.</summary>
public static class RequestClasses
{
    // Words of x-claude-code-request-class: newer clients say it themselves when they are asked to (claude-wire 4b).
    private static readonly FrozenDictionary<string, RequestClass> Told = new Dictionary<string, RequestClass>
    {
        ["main"] = RequestClass.Main,
        ["subagent"] = RequestClass.SubAgent,
        ["workflow"] = RequestClass.SubAgent,
        ["compaction"] = RequestClass.Compaction,
        ["auxiliary"] = RequestClass.Auxiliary,
        ["side_reply"] = RequestClass.Auxiliary,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The class of a request to the Messages API.</summary>
    /// <param name="counts">True for <c>count_tokens</c>.</param>
    /// <param name="told">The client's own word; empty when it said none.</param>
    /// <param name="agent">The id of the agent that asks; empty for the conversation itself.</param>
    /// <param name="head">What was read of the body; null when it cannot be read.</param>
    public static RequestClass Of(bool counts, string told, string agent, MessagesHead? head) => head switch
    {
        _ when counts => RequestClass.Count,

        // The client calls its probe auxiliary, if anything: the shape says more than the word.
        { MaxTokens: 1, MessageCount: 1, ToolCount: 0, Stream: false } => RequestClass.Probe,
        _ when Told.TryGetValue(told, out var said) => said,
        null or { ToolCount: 0 } => RequestClass.Auxiliary,
        { AsksForSummary: true, InToolLoop: false } => RequestClass.Compaction,
        _ => agent.Length > 0 ? RequestClass.SubAgent : RequestClass.Main,
    };

    /// <summary>True for what follows its session and never moves it.</summary>
    public static bool IsBeside(this RequestClass kind) => kind is RequestClass.Auxiliary or RequestClass.Probe or RequestClass.Count;
}
