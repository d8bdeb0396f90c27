namespace ClaudeSidecar.Control;

/// <summary>The whole state in one value: <c>GET /v1/status</c>, <c>status --json</c> and the RPC all show this and nothing else.</summary>
public sealed record StatusReport
{
    /// <summary>Version of the running sidecar.</summary>
    public required string Version { get; init; }

    /// <summary>Its process id.</summary>
    public required int Pid { get; init; }

    /// <summary>Where it listens: <c>http://127.0.0.1:47600</c>.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Who answers now, and why.</summary>
    public required RouteStatus Route { get; init; }

    /// <summary>The quota of the account seen last.</summary>
    public required QuotaStatus Quota { get; init; }

    /// <summary>Every provider.</summary>
    public required IReadOnlyList<BackendStatus> Backends { get; init; }

    /// <summary>Sessions seen, the latest first.</summary>
    public required IReadOnlyList<SessionStatus> Sessions { get; init; }

    /// <summary>The last changes of backend, the latest first.</summary>
    public required IReadOnlyList<SwitchStatus> Switches { get; init; }

    /// <summary>What the user is asked at this moment, with <c>handover.mode</c> set to <c>ask</c>; null for nothing.</summary>
    public QuestionStatus? Question { get; init; }

    /// <summary>What the history tells and suggests; null before it has been read.</summary>
    public HistoryStatus? History { get; init; }

    /// <summary>What is wrong with the configuration file, while the old one is kept; null when nothing is.</summary>
    public string? ConfigurationError { get; init; }
}

/// <summary>Who answers now, and why.</summary>
public sealed record RouteStatus
{
    /// <summary>The provider that the next new turn goes to.</summary>
    public required string Provider { get; init; }

    /// <summary>True when that provider is on the developer's own machine.</summary>
    public required bool Local { get; init; }

    /// <summary>The model that answers there; null when the requested one does.</summary>
    public string? Model { get; init; }

    /// <summary>What the user set: <c>auto</c>, <c>cloud</c>, <c>local</c>, or a provider's name.</summary>
    public required string Mode { get; init; }

    /// <summary>A <c>RouteReason</c> in kebab case: <c>primary</c>, <c>quota-window</c> …</summary>
    public required string Reason { get; init; }

    /// <summary>The reason as a sentence, in English.</summary>
    public required string Text { get; init; }

    /// <summary>The reason as a sentence, in Chinese.</summary>
    public required string TextZh { get; init; }

    /// <summary>Since when.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>When Claude is expected back; null when it answers or when nobody knows.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>The quota of the account seen last.</summary>
public sealed record QuotaStatus
{
    /// <summary><c>unknown</c>, <c>allowed</c>, <c>allowed_warning</c> or <c>rejected</c>: the strictest of the windows.</summary>
    public required string Status { get; init; }

    /// <summary><c>headers</c>, <c>statusline</c>, or <c>none</c>.</summary>
    public required string Source { get; init; }

    /// <summary>When the last reading was made; null before the first.</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>Every window known, the tightest first.</summary>
    public required IReadOnlyList<WindowStatus> Windows { get; init; }

    /// <summary>Tokens used in a minute of work, of late; null when too little is known.</summary>
    public TokenStatus? TokensPerMinute { get; init; }
}

/// <summary>Tokens used in a minute of work.</summary>
public sealed record TokenStatus
{
    /// <summary>Of prompts, what was not read from the cache: what counts against a limit of input tokens.</summary>
    public required long Input { get; init; }

    /// <summary>Of prompts, what was read from the cache.</summary>
    public required long Cached { get; init; }

    /// <summary>Generated.</summary>
    public required long Output { get; init; }
}

/// <summary>One quota window.</summary>
public sealed record WindowStatus
{
    /// <summary>The wire's own name: <c>5h</c>, <c>7d</c>, <c>7d_oi</c>, <c>requests</c>, <c>input-tokens</c> …</summary>
    public required string Name { get; init; }

    /// <summary>The one family of models that it binds: <c>opus</c>, <c>sonnet</c> …; null when it binds several or all.</summary>
    public string? Family { get; init; }

    /// <summary>Share used, 0 … 1.</summary>
    public required double Used { get; init; }

    /// <summary>Share left, 0 … 1.</summary>
    public required double Left { get; init; }

    /// <summary>When it resets; null when the wire did not say.</summary>
    public DateTimeOffset? ResetsAt { get; init; }

    /// <summary><c>allowed</c>, <c>allowed_warning</c>, <c>rejected</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Share used in an hour of work at the pace of late; null when too little is known.</summary>
    public double? PerHour { get; init; }

    /// <summary>When the window runs dry at the present pace; null when it lasts or when too little is known.</summary>
    public DateTimeOffset? RunsDryAt { get; init; }

    /// <summary>It hardly runs dry earlier than this (one chance in ten); null when it lasts or when too little is known.</summary>
    public DateTimeOffset? RunsDryEarliest { get; init; }

    /// <summary>It hardly runs dry later than this (one chance in ten); null when it may last or when too little is known.</summary>
    public DateTimeOffset? RunsDryLatest { get; init; }

    /// <summary>Share that the next turn probably costs; null when too little is known.</summary>
    public double? NextTurn { get; init; }

    /// <summary>True when enough was seen to act on the forecast; else the pace is the average since the window began.</summary>
    public bool Confident { get; init; }

    /// <summary>Where the numbers came from: <c>headers</c>, <c>statusline</c>, or <c>none</c>.</summary>
    public string Source { get; init; } = "none";

    /// <summary>When they were read.</summary>
    public DateTimeOffset? ReadAt { get; init; }
}

/// <summary>One provider.</summary>
public sealed record BackendStatus
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary><c>anthropic</c>, <c>openai</c>, <c>ollama</c>, <c>auto</c>.</summary>
    public required string Dialect { get; init; }

    /// <summary>Where it is.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>True for one on the developer's own machine.</summary>
    public required bool Local { get; init; }

    /// <summary><c>unknown</c>, <c>ready</c>, <c>limited</c> (quota), <c>down</c>.</summary>
    public required string State { get; init; }

    /// <summary>Why it is not ready, as a sentence in English; null when it is.</summary>
    public string? Detail { get; init; }

    /// <summary>The same in Chinese, where there is such a sentence.</summary>
    public string? DetailZh { get; init; }

    /// <summary>Until when it is left alone; null when it is not.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The model it answers with; null when the requested one.</summary>
    public string? Model { get; init; }

    /// <summary>Its window in tokens, where known.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>The make of its server: <c>ollama</c>, <c>lmstudio</c>, <c>llama-server</c> …; null where it is not known.</summary>
    public string? Kind { get; init; }

    /// <summary>The same as people read it, with the version where that is known: <c>Ollama 0.33.0</c>.</summary>
    public string? Server { get; init; }

    /// <summary>Where its server was found; null before it was, and where nobody looks for it.</summary>
    public string? Address { get; init; }

    /// <summary>What of a session's prompt it has read ahead of time; null where nothing is read so.</summary>
    public WarmStatus? Warm { get; init; }

    /// <summary>What is to be said of the model, what makes it unfit for Claude Code first; null where nothing is.</summary>
    public IReadOnlyList<RemarkStatus>? Remarks { get; init; }

    /// <summary>Every model of its server; only <c>GET /providers</c> tells them.</summary>
    public IReadOnlyList<ModelStatus>? Models { get; init; }
}

/// <summary>What of a session's prompt a model on this machine has read ahead of time, so that a switch need not wait for it.</summary>
public sealed record WarmStatus
{
    /// <summary><c>cold</c>, <c>warming</c> or <c>warm</c>.</summary>
    public required string State { get; init; }

    /// <summary>Why it is so, or why nothing more is done, in kebab case: <c>quota-is-ample</c>, <c>on-battery</c>, <c>grown</c> …</summary>
    public required string Reason { get; init; }

    /// <summary>The session; null for none.</summary>
    public string? Session { get; init; }

    /// <summary>Tokens of its prompt, by our estimate; 0 while nothing was read.</summary>
    public required int Tokens { get; init; }

    /// <summary>When it was read; null while it was not.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The same as a sentence, in English.</summary>
    public required string Text { get; init; }

    /// <summary>The same in Chinese.</summary>
    public required string TextZh { get; init; }
}

/// <summary>One session of Claude Code.</summary>
public sealed record SessionStatus
{
    /// <summary>Claude Code's session id.</summary>
    public required string Id { get; init; }

    /// <summary>The folder it works in, where the workspace key told; null else.</summary>
    public string? Folder { get; init; }

    /// <summary>Who answered it last.</summary>
    public required string Provider { get; init; }

    /// <summary>A pin for this session alone; null for none.</summary>
    public string? Pin { get; init; }

    /// <summary>Requests answered.</summary>
    public required long Requests { get; init; }

    /// <summary>When it was seen last.</summary>
    public required DateTimeOffset LastSeenAt { get; init; }

    /// <summary>How much of it another model gets, or would get; null where that is not known yet.</summary>
    public ContextStatus? Context { get; init; }
}

/// <summary>One change of backend.</summary>
public sealed record SwitchStatus
{
    /// <summary>Names it, where the user judges it.</summary>
    public string? Id { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The session that changed; null when all did.</summary>
    public string? Session { get; init; }

    /// <summary>Who answered before.</summary>
    public required string From { get; init; }

    /// <summary>Who answers since.</summary>
    public required string To { get; init; }

    /// <summary>A <c>RouteReason</c> in kebab case.</summary>
    public required string Reason { get; init; }

    /// <summary>The reason as a sentence, in English.</summary>
    public required string Text { get; init; }

    /// <summary>The reason as a sentence, in Chinese.</summary>
    public required string TextZh { get; init; }
}

/// <summary>May somebody else answer while Claude cannot? A request may be waiting for the answer.</summary>
public sealed record QuestionStatus
{
    /// <summary>Names the question in the answer.</summary>
    public required string Id { get; init; }

    /// <summary>Who would answer.</summary>
    public required string Provider { get; init; }

    /// <summary>The question, in English.</summary>
    public required string Text { get; init; }

    /// <summary>The same in Chinese.</summary>
    public required string TextZh { get; init; }

    /// <summary>When it was put last: a question that nobody answered in time is put again with the next request.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>Until when a request waits. A later answer holds all the same, for those that follow.</summary>
    public required DateTimeOffset HeldUntil { get; init; }

    /// <summary>When Claude is expected back; null when nobody knows.</summary>
    public DateTimeOffset? Until { get; init; }
}
