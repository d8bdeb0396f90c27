namespace ClaudeSidecar.Settings;

/// <summary>All that the user chose: <c>sidecar.json</c> over the defaults. Immutable; a change is a new instance.</summary>
public sealed record SidecarOptions
{
    /// <summary>Where the sidecar listens.</summary>
    public ListenOptions Listen { get; init; } = new();

    /// <summary>Who can answer, in the order of <see cref="ProviderOptions.Priority"/>. Never empty: see <see cref="Defaults"/>.</summary>
    public IReadOnlyList<ProviderOptions> Providers { get; init; } = Defaults.Providers;

    /// <summary>When to leave Claude and when to return.</summary>
    public HandoverOptions Handover { get; init; } = new();

    /// <summary>What the local model is given.</summary>
    public ContextOptions Context { get; init; } = new();

    /// <summary>What a local model is told, and how its answers are shown.</summary>
    public LocalOptions Local { get; init; } = new();

    /// <summary>What is written down of readings, requests and switches.</summary>
    public HistoryOptions History { get; init; } = new();

    /// <summary>How <c>.claude/settings*.json</c> is kept in step.</summary>
    public SettingsSyncOptions Settings { get; init; } = new();

    /// <summary>The background process stops after so many minutes without a client or traffic; 0 = never. Default 30.</summary>
    public int IdleMinutes { get; init; } = 30;

    /// <summary>What holds with no file at all: Anthropic with the client's credentials, and whatever local server is found.</summary>
    public static class Defaults
    {
        /// <summary>Port where it is free.</summary>
        public const int Port = 47600;

        /// <summary>Claude, and the usual local port of Ollama.</summary>
        public static IReadOnlyList<ProviderOptions> Providers { get; } =
        [
            new() { Name = "claude", Dialect = Dialect.Anthropic, BaseUrl = new("https://api.anthropic.com"), Credentials = CredentialKind.Client },
            new() { Name = "local", Dialect = Dialect.Auto, BaseUrl = new("http://127.0.0.1:11434"), Local = true, Priority = 100, Discovered = true },
        ];
    }
}

/// <summary>Where the sidecar listens. Always loopback.</summary>
public sealed record ListenOptions
{
    /// <summary>TCP port, 1 … 65535; 0 lets the system choose (tests). Default 47600.</summary>
    public int Port { get; init; } = SidecarOptions.Defaults.Port;

    /// <summary>True: a backend that spends a key of ours answers only under a known workspace key. Default true.</summary>
    public bool RequireKey { get; init; } = true;
}

/// <summary>What a local model is given.</summary>
public sealed record ContextOptions
{
    /// <summary>Tokens kept free for the answer, 256 … 131072. Default 8192.</summary>
    public int ReserveOutput { get; init; } = 8192;

    /// <summary>When the local server is warmed: <c>off</c>, <c>belowWarning</c>, <c>always</c>. Default <c>belowWarning</c>.</summary>
    public string Prewarm { get; init; } = "belowWarning";

    /// <summary>The provider, paid with a key of the sidecar's own, that writes briefs of left-out turns; null = nobody, and nothing is sent. Default null.</summary>
    public string? CloudBrief { get; init; }

    /// <summary>Absolute path of a vocabulary in the form of <c>*.tiktoken</c> that prompts are counted with; null = o200k_base. Default null; read at the start.</summary>
    public string? Vocabulary { get; init; }

    /// <summary>True: what is remembered of sessions is kept on disk, excerpts of the conversation among it. Default true; false deletes what was kept.</summary>
    public bool RememberSessions { get; init; } = true;
}

/// <summary>What a local model is told, and how its answers are shown.</summary>
public sealed record LocalOptions
{
    /// <summary>True: a model that is given tools is told how its family works best with them, and what to mark as relevant to security. Default true.</summary>
    public bool FamilyPrompt { get; init; } = true;

    /// <summary>True: reasoning of a local model is sent to the client as thinking blocks. Default false, so that a session survives the sidecar's removal.</summary>
    public bool ShowThinking { get; init; }

    /// <summary>How long a server may load a model, or have a request in its queue, before it is given up: 10 s … 1 h. Default 5 minutes, as Ollama's own.</summary>
    public TimeSpan LoadLimit { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>What is written down of readings, requests and switches: numbers, words of ours and hashes, no content.</summary>
public sealed record HistoryOptions
{
    /// <summary>For how many days it is kept; 0 = not at all. Default 90.</summary>
    public int Days { get; init; } = 90;
}

/// <summary>How <c>.claude/settings*.json</c> is kept in step.</summary>
public sealed record SettingsSyncOptions
{
    /// <summary>Which file is written: <c>auto</c>, <c>project</c>, <c>local</c>, <c>user</c>. Default <c>auto</c> (design 8.8).</summary>
    public string Target { get; init; } = "auto";
}
