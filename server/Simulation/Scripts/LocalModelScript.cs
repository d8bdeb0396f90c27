namespace ClaudeSidecar.Simulation.Scripts;

/// <summary>A model that a local server has.</summary>
internal sealed record LocalModelScript
{
    private static readonly string[] KnownCapabilities = ["tools", "vision", "thinking", "embedding"];

    /// <summary>Its id.</summary>
    public string Name { get; init; } = "qwen3-coder:30b";

    /// <summary>Tokens that it holds when it is loaded.</summary>
    public int ContextWindow { get; init; } = 131_072;

    /// <summary>Tokens that it was trained for.</summary>
    public int TrainedWindow { get; init; } = 262_144;

    /// <summary>Whether it is in memory from the start.</summary>
    public bool Loaded { get; init; } = true;

    /// <summary>What it can do; an embedding model cannot chat.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = ["tools", "thinking"];

    /// <summary>The quantisation, as servers write it.</summary>
    public string Quantisation { get; init; } = "Q4_K_M";

    /// <summary>The architecture.</summary>
    public string Family { get; init; } = "qwen3moe";

    /// <summary>The parameters, as servers write them.</summary>
    public string Parameters { get; init; } = "30.5B";

    /// <summary>Where it really runs; null for this machine.</summary>
    public string? RemoteHost { get; init; }

    /// <summary>True where it has this capability.</summary>
    public bool Can(string capability) => Capabilities.Contains(capability);

    /// <summary>Reads one model.</summary>
    public static LocalModelScript Read(ScriptNode node)
    {
        var read = node.AsObject("name", "contextWindow", "trainedWindow", "loaded", "capabilities", "quantisation", "family", "parameters", "remoteHost");
        var usual = new LocalModelScript();
        var capabilities = read.Items("capabilities");
        foreach (var item in capabilities.Where(item => !KnownCapabilities.Contains(item.AsText())))
        {
            item.Problem($"unknown; known: {string.Join(", ", KnownCapabilities)}");
        }

        if (read.Text("name") is null)
        {
            read.Problem("name", "a model needs a name");
        }

        var window = read.Whole("contextWindow", 1) ?? usual.ContextWindow;
        return new()
        {
            Name = read.Text("name") ?? usual.Name,
            ContextWindow = window,
            TrainedWindow = read.Whole("trainedWindow", 1) ?? Math.Max(window, usual.TrainedWindow),
            Loaded = read.Flag("loaded", otherwise: true),
            Capabilities = read.Child("capabilities") is null ? usual.Capabilities : [.. capabilities.Select(item => item.AsText())],
            Quantisation = read.Text("quantisation") ?? usual.Quantisation,
            Family = read.Text("family") ?? usual.Family,
            Parameters = read.Text("parameters") ?? usual.Parameters,
            RemoteHost = read.Text("remoteHost"),
        };
    }
}
