using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Execution.Dialects;

/// <summary>
/// A make of model server, and all that is particular to it: the one place where the code asks what a server can do
/// (local-servers 1–3). Nothing else looks at a name. The defaults are those of a server of which nothing is known: only what every
/// server of the dialect accepts is relied on.
/// </summary>
public sealed partial record ServerKind
{
    /// <summary>Its name in status, logs and tests: lower case.</summary>
    public required string Name { get; init; }

    /// <summary>What its makers call it, for sentences.</summary>
    public required string Title { get; init; }

    /// <summary>The dialects that it has, the one in which it can do most first. Never empty, never <see cref="Dialect.Auto"/>.</summary>
    public IReadOnlyList<Dialect> Dialects { get; init; } = [Dialect.OpenAi];

    /// <summary>The dialect to speak with it when the user names none.</summary>
    public Dialect Preferred => Dialects[0];

    /// <summary>Hosts that are of this make whatever they answer: clouds are known by their address. Sub-domains count.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>True for a service elsewhere: what it is sent leaves the machine.</summary>
    public bool IsCloud => Hosts.Count > 0;

    /// <summary>Where it counts a prompt exactly, before it runs it.</summary>
    public CountEndpoint Count { get; init; }

    /// <summary>True when nothing works without a key.</summary>
    public bool NeedsKey { get; init; }

    // :: the request

    /// <summary>Takes <c>chat_template_kwargs</c>: the only way to switch thinking off in a template.</summary>
    public bool TemplateArguments { get; init; }

    /// <summary>Takes <c>top_k</c>, which OpenAI's own dialect does not have.</summary>
    public bool TopK { get; init; }

    /// <summary>The field for a repetition penalty; empty when it has none.</summary>
    public string RepeatPenalty { get; init; } = "";

    /// <summary>Takes <c>reasoning_effort</c>.</summary>
    public bool ReasoningEffort { get; init; }

    /// <summary>Takes <c>reasoning_effort: none</c>, which switches thinking off.</summary>
    public bool ReasoningEffortNone { get; init; }

    /// <summary>Takes <c>min_p</c>.</summary>
    public bool MinP { get; init; }

    /// <summary>Fetches images from addresses; without it they go out as data alone.</summary>
    public bool ImageAddresses { get; init; } = true;

    /// <summary>Goes on with a last message of the assistant's when <c>continue_final_message</c> asks for it.</summary>
    public bool ContinuesOnRequest { get; init; }

    /// <summary>How an answer's form can be asked for.</summary>
    public AnswerFormat Format { get; init; } = AnswerFormat.Schema;

    /// <summary>How far <c>tool_choice</c> is obeyed.</summary>
    public ChoiceSupport ToolChoice { get; init; } = ChoiceSupport.ByName;

    /// <summary>Takes <c>parallel_tool_calls</c>.</summary>
    public bool ParallelCalls { get; init; } = true;

    /// <summary>Takes <c>stream_options.include_usage</c>; without it a stream tells no counts.</summary>
    public bool StreamOptions { get; init; } = true;

    /// <summary>Takes <c>return_progress</c>: chunks that say how far the prompt has been read, by which a server that works is told from one that hangs.</summary>
    public bool Progress { get; init; }

    /// <summary>The field in which it wants earlier reasoning of the model back; empty when it takes none.</summary>
    public string ReasoningField { get; init; } = "";

    /// <summary>Makes a grammar of the tools' schemas: one that it cannot read fails the whole request.</summary>
    public bool GrammarOfSchemas { get; init; }

    /// <summary>Refuses a history in which a call's arguments are no valid JSON.</summary>
    public bool ReadsOldArguments { get; init; }

    /// <summary>A last message of the assistant's is gone on with, and stands in the answer again.</summary>
    public bool EchoesPrefill { get; init; }

    /// <summary>Without <c>max_tokens</c> an answer is cut short: it must always be sent.</summary>
    public bool NeedsMaxTokens { get; init; }

    /// <summary>What it makes of Anthropic's dialect, where it has it.</summary>
    public AnthropicTraits Messages { get; init; } = AnthropicTraits.Plain;

    // :: the limits

    /// <summary>Refuses when prompt and <c>max_tokens</c> together exceed the window: what is asked for must be bounded.</summary>
    public bool ChecksSum { get; init; } = true;

    /// <summary>Drops the beginning of a prompt that is too long without a word, unless it is told not to.</summary>
    public bool CutsSilently { get; init; }

    /// <summary>Answers to any model's name, for it has only one.</summary>
    public bool AnyModelName { get; init; }

    /// <summary>Loads a model within the request that asks for it, sending nothing meanwhile.</summary>
    public bool LoadsOnDemand { get; init; }

    /// <summary>Sends no headers while the request waits for its turn.</summary>
    public bool QueuesSilently { get; init; }

    /// <summary>Where it tells whether it works at this moment.</summary>
    public LoadPage Load { get; init; }

    /// <summary>How many prompts it keeps the state of, where it does not say itself (local-servers 3.3, 3.5).</summary>
    public int KeepsPrompts { get; init; } = 1;

    /// <summary>How long it keeps a model in memory after a request of ours; null = as long as it runs (local-servers 3.2).</summary>
    public TimeSpan? KeepsModelFor { get; init; }

    /// <summary>How a model is brought to it: a sentence with <c>{0}</c> for the model; empty when there is no way to say.</summary>
    public string HowToGet { get; init; } = "";

    /// <summary>How its window is made larger: a sentence with <c>{0}</c> for tokens; empty when there is no way to say.</summary>
    public string HowToWiden { get; init; } = "";

    /// <summary>The command that brings a model to it, with <c>{0}</c> for the model; empty when there is none.</summary>
    public string GetCommand { get; init; } = "";

    /// <summary>The command that runs a model in a larger window, with <c>{0}</c> for the model and <c>{1}</c> for tokens; empty when there is none.</summary>
    public string WidenCommand { get; init; } = "";

    /// <inheritdoc/>
    public override string ToString() => Name;
}
