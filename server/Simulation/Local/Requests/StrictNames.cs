namespace ClaudeSidecar.Simulation.Local.Requests;

/// <summary>What a script may make a local server insist on: single checks, and the chat templates that insist on several.</summary>
internal static class StrictNames
{
    /// <summary>The checks that <c>"strict": true</c> means.</summary>
    public static readonly IReadOnlyList<string> General = ["unknown-fields", "system-first", "role-order", "tool-pairs", "string-content"];

    /// <summary>Every name, with what is insisted on.</summary>
    public static readonly IReadOnlyList<(string Name, string Does)> All =
    [
        ("unknown-fields", "fields that the dialect does not know, and `cache_control` anywhere, are refused"),
        ("system-first", "a system message only at the beginning"),
        ("role-order", "user and assistant in turns, a user first"),
        ("tool-pairs", "each result after its call, each call with its result"),
        ("string-content", "content is one string"),
        ("user-query", "somewhere a user says something"),
        ("no-prefill", "the last message is not the assistant's"),
        ("mistral-ids", "ids of calls are nine letters and digits"),
        ("kimi-ids", "ids of calls are functions.NAME:NUMBER, counted through the whole history"),
        ("no-channel-tags", "no <|channel|> in a message"),
        ("tool-choice-word", "tool_choice is a word and no object"),
        ("no-auto-tools", "the server was started without a parser for tool calls"),
        ("grammar-old", "tool schemas become a grammar of an older llama.cpp: no pattern, no length above 2000"),
        ("schema-keywords", "tool schemas without the keywords that grammars for structured output lack"),
        ("old-roles", "no role system within messages"),
        ("template-qwen3.5", "system-first, user-query"),
        ("template-mistral", "role-order, tool-pairs, mistral-ids"),
        ("template-kimi", "kimi-ids"),
        ("template-gpt-oss", "no-channel-tags"),
        ("template-minimax", "tool-pairs"),
        ("template-gemma", "system-first, role-order"),
    ];

    /// <summary>The checks that a name stands for; null for an unknown name.</summary>
    public static IReadOnlyList<string>? Expand(string name)
    {
        var (known, does) = All.FirstOrDefault(entry => entry.Name == name);
        return known is null ? null : name.StartsWith("template-", StringComparison.Ordinal) ? does.Split(", ") : [name];
    }
}
