using ClaudeSidecar.Simulation.Local;

namespace ClaudeSidecar.Simulation.Scripts;

/// <summary>How the stand-in for a local model server behaves.</summary>
internal sealed record LocalScript
{
    /// <summary>Which server it passes itself off as.</summary>
    public ServerKind Kind { get; init; } = ServerKind.LlamaServer;

    /// <summary>The model's id.</summary>
    public string Model { get; init; } = "qwen3-coder:30b";

    /// <summary>Tokens that the loaded model can hold.</summary>
    public int ContextWindow { get; init; } = 131_072;

    /// <summary>How long it takes to read a thousand tokens of prompt.</summary>
    public TimeSpan PrefillPerThousand { get; init; }

    /// <summary>What it insists on, by name.</summary>
    public IReadOnlySet<string> Strict { get; init; } = new HashSet<string>();

    /// <summary>What it does otherwise than the specification says.</summary>
    public IReadOnlyList<Incident> Irregularities { get; init; } = [];

    /// <summary>Chunks and their speed.</summary>
    public Pace Pace { get; init; } = new(24, TimeSpan.Zero);

    /// <summary>Reads the <c>local</c> object.</summary>
    public static LocalScript Read(ScriptNode? node)
    {
        if (node?.AsObject("kind", "model", "contextWindow", "prefillMsPer1k", "strict", "irregularities", "chunkSize", "eventDelayMs") is not { } local)
        {
            return new();
        }

        return new()
        {
            Kind = ReadKind(local),
            Model = local.Text("model") ?? "qwen3-coder:30b",
            ContextWindow = local.Whole("contextWindow", 1) ?? 131_072,
            PrefillPerThousand = TimeSpan.FromMilliseconds(local.Number("prefillMsPer1k") ?? 0),
            Strict = ReadStrict(local),
            Irregularities = [.. local.Items("irregularities").Select(item => Incident.Read(item, Local.Irregularities.All))],
            Pace = Pace.Read(local),
        };
    }

    private static ServerKind ReadKind(ScriptNode local)
    {
        if (local.Text("kind") is not { } name)
        {
            return ServerKind.LlamaServer;
        }

        if (ServerKind.All.FirstOrDefault(kind => kind.Name == name) is { } known)
        {
            return known;
        }

        local.Problem("kind", $"unknown \"{name}\"; known: {string.Join(", ", ServerKind.All.Select(kind => kind.Name))}");
        return ServerKind.LlamaServer;
    }

    private static HashSet<string> ReadStrict(ScriptNode local)
    {
        if (local.Child("strict") is { Json.ValueKind: System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False } flag)
        {
            return flag.Json.GetBoolean() ? [.. StrictChecks.Names] : [];
        }

        var chosen = new HashSet<string>();
        foreach (var item in local.Items("strict"))
        {
            if (!chosen.Add(item.AsText()) || !StrictChecks.Names.Contains(item.AsText()))
            {
                item.Problem($"unknown or repeated; known: {string.Join(", ", StrictChecks.Names)}");
            }
        }

        return chosen;
    }
}
