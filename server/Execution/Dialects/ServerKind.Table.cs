using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Execution.Dialects;

/// <content>The table. Facts with their sources: local-servers 1–3.</content>
public sealed partial record ServerKind
{
    /// <summary>Ollama. Only its own dialect can set the window and forbid that a prompt is cut without a word.</summary>
    public static readonly ServerKind Ollama = new()
    {
        Name = "ollama",
        Title = "Ollama",
        Dialects = [Dialect.Ollama, Dialect.OpenAi, Dialect.Anthropic],
        Messages = new() { SwitchesThinking = true, TakesThinking = true, Effort = true },
        TopK = true,
        ReasoningEffortNone = true,
        ImageAddresses = false,
        RepeatPenalty = "repeat_penalty",
        ReasoningEffort = true,
        ToolChoice = ChoiceSupport.None,
        ParallelCalls = false,
        ReasoningField = "reasoning",
        GrammarOfSchemas = true,
        ReadsOldArguments = true,
        EchoesPrefill = true,
        ChecksSum = false,
        CutsSilently = true,
        LoadsOnDemand = true,
        KeepsModelFor = TimeSpan.FromMinutes(30),
        QueuesSilently = true,
        HowToGet = "Get it with: ollama pull {0}",
        HowToWiden = "Set contextWindow to {0} for this provider in sidecar.json, or start Ollama with OLLAMA_CONTEXT_LENGTH={0}.",
        GetCommand = "ollama pull {0}",
        WidenCommand = "OLLAMA_CONTEXT_LENGTH={1} ollama serve",
    };

    /// <summary>LM Studio. Its answer to <c>count_tokens</c> is an error with status 200.</summary>
    public static readonly ServerKind LmStudio = new()
    {
        Name = "lmstudio",
        Title = "LM Studio",
        Dialects = [Dialect.OpenAi, Dialect.Anthropic],
        TopK = true,
        ImageAddresses = false,
        RepeatPenalty = "repeat_penalty",
        ToolChoice = ChoiceSupport.Words,
        ParallelCalls = false,
        ReasoningField = "reasoning_content",
        GrammarOfSchemas = true,
        ReadsOldArguments = true,
        EchoesPrefill = true,
        ChecksSum = false,
        CutsSilently = true,
        LoadsOnDemand = true,
        KeepsModelFor = TimeSpan.FromMinutes(60),
        QueuesSilently = true,
        HowToGet = "Get it with: lms get {0}",
        HowToWiden = "Load the model with a context length of {0}.",
        GetCommand = "lms get {0}",
        WidenCommand = "lms load {0} --context-length {1}",
    };

    /// <summary>llama.cpp's server.</summary>
    public static readonly ServerKind LlamaServer = new()
    {
        Name = "llama-server",
        Title = "llama-server",
        Dialects = [Dialect.OpenAi, Dialect.Anthropic],
        Messages = new() { SwitchesThinking = true, TakesThinking = true },
        Count = CountEndpoint.Chat,
        TemplateArguments = true,
        TopK = true,
        MinP = true,
        RepeatPenalty = "repeat_penalty",
        ReasoningEffort = true,
        ToolChoice = ChoiceSupport.Words,
        Progress = true,
        ReasoningField = "reasoning_content",
        GrammarOfSchemas = true,
        ReadsOldArguments = true,
        EchoesPrefill = true,
        ChecksSum = false,
        AnyModelName = true,
        LoadsOnDemand = true,
        Load = LoadPage.Slots,
        QueuesSilently = true,
        HowToGet = "Start it with: llama-server --jinja -hf {0}",
        HowToWiden = "Start it with: -c {0} (it is shared among the slots unless --kv-unified is on).",
        GetCommand = "llama-server --jinja -hf {0}",
        WidenCommand = "llama-server -c {1} -np 1",
    };

    /// <summary>vLLM.</summary>
    public static readonly ServerKind Vllm = new()
    {
        Name = "vllm",
        Title = "vLLM",
        Dialects = [Dialect.OpenAi, Dialect.Anthropic],
        Messages = new() { SwitchesThinking = true, TakesThinking = true, Effort = true, Format = true },
        Count = CountEndpoint.Anthropic,
        TemplateArguments = true,
        TopK = true,
        MinP = true,
        ContinuesOnRequest = true,
        RepeatPenalty = "repetition_penalty",
        ReasoningEffort = true,
        ReasoningField = "reasoning",
        ReadsOldArguments = true,
        Load = LoadPage.Metrics,
        KeepsPrompts = 8,
        HowToGet = "Start it with: vllm serve {0} --enable-auto-tool-choice --tool-call-parser …",
        HowToWiden = "Start it with: --max-model-len {0}.",
        GetCommand = "vllm serve {0} --enable-auto-tool-choice --tool-call-parser …",
        WidenCommand = "vllm serve {0} --max-model-len {1}",
    };

    /// <summary>SGLang.</summary>
    public static readonly ServerKind Sglang = new()
    {
        Name = "sglang",
        Title = "SGLang",
        Dialects = [Dialect.OpenAi, Dialect.Anthropic],
        Messages = new() { SwitchesThinking = true, TakesThinking = true },
        Count = CountEndpoint.Anthropic,
        TemplateArguments = true,
        TopK = true,
        MinP = true,
        ContinuesOnRequest = true,
        RepeatPenalty = "repetition_penalty",
        ReasoningEffort = true,
        ReasoningField = "reasoning_content",
        ReadsOldArguments = true,
        AnyModelName = true,
        Load = LoadPage.Metrics,
        KeepsPrompts = 8,
        HowToGet = "Start it with: python -m sglang.launch_server --model-path {0} --tool-call-parser …",
        HowToWiden = "Start it with: --context-length {0}.",
        GetCommand = "python -m sglang.launch_server --model-path {0} --tool-call-parser …",
        WidenCommand = "python -m sglang.launch_server --model-path {0} --context-length {1}",
    };

    /// <summary>LocalAI.</summary>
    public static readonly ServerKind LocalAi = new()
    {
        Name = "localai",
        Title = "LocalAI",
        Dialects = [Dialect.OpenAi, Dialect.Anthropic],
        Messages = new() { SwitchesThinking = true },
        TopK = true,
        RepeatPenalty = "repeat_penalty",
        GrammarOfSchemas = true,
        ChecksSum = false,
        LoadsOnDemand = true,
        QueuesSilently = true,
        HowToGet = "Get it with: local-ai models install {0}",
        HowToWiden = "Set context_size: {0} in the model's configuration.",
        GetCommand = "local-ai models install {0}",
    };

    /// <summary>Apple's mlx_lm.server.</summary>
    public static readonly ServerKind MlxLm = new()
    {
        Name = "mlx_lm",
        Title = "mlx_lm.server",
        TemplateArguments = true,
        TopK = true,
        MinP = true,
        ImageAddresses = false,
        RepeatPenalty = "repetition_penalty",
        Format = AnswerFormat.None,
        ToolChoice = ChoiceSupport.None,
        ParallelCalls = false,
        ReasoningField = "reasoning",
        ReadsOldArguments = true,
        NeedsMaxTokens = true,
        ChecksSum = false,
        LoadsOnDemand = true,
        HowToGet = "Start it with: mlx_lm.server --model {0}",
        GetCommand = "mlx_lm.server --model {0}",
    };

    /// <summary>Jan: llama.cpp behind a key.</summary>
    public static readonly ServerKind Jan = new()
    {
        Name = "jan",
        Title = "Jan",
        Dialects = [Dialect.OpenAi, Dialect.Anthropic],
        NeedsKey = true,
        TemplateArguments = true,
        TopK = true,
        MinP = true,
        RepeatPenalty = "repeat_penalty",
        ToolChoice = ChoiceSupport.Words,
        ReasoningField = "reasoning_content",
        GrammarOfSchemas = true,
        ReadsOldArguments = true,
        EchoesPrefill = true,
        ChecksSum = false,
        LoadsOnDemand = true,
        QueuesSilently = true,
        HowToGet = "Get it in Jan's Hub: {0}",
        HowToWiden = "Set the model's context size to {0} in Jan.",
    };

    /// <summary>Any other: only what the dialect itself promises is relied on.</summary>
    public static readonly ServerKind Other = new() { Name = "openai", Title = "The server" };

    /// <summary>Every kind that is found by asking, <see cref="Other"/> last, and the clouds.</summary>
    public static IReadOnlyList<ServerKind> All { get; } = [Ollama, LmStudio, LlamaServer, Vllm, Sglang, LocalAi, MlxLm, Jan, Other, .. Clouds()];

    /// <summary>The kind of that name; <see cref="Other"/> for one that is not known.</summary>
    public static ServerKind Of(string name) => All.FirstOrDefault(kind => kind.Name == name) ?? Other;

    /// <summary>The kind that is known by its address; null when it must be asked.</summary>
    public static ServerKind? OfHost(Uri address) => All.FirstOrDefault(kind => kind.Hosts.Any(host =>
        address.Host.Equals(host, StringComparison.OrdinalIgnoreCase) || address.Host.EndsWith("." + host, StringComparison.OrdinalIgnoreCase)));
}
