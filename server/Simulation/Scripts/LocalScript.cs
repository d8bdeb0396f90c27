using System.Text.Json;
using ClaudeSidecar.Simulation.Local;
using ClaudeSidecar.Simulation.Local.Answers;
using ClaudeSidecar.Simulation.Local.Requests;

namespace ClaudeSidecar.Simulation.Scripts;

/// <summary>How the stand-in for a local model server behaves.</summary>
internal sealed record LocalScript
{
    /// <summary>Which server it passes itself off as.</summary>
    public ServerKind Kind { get; init; } = ServerKind.LlamaServer;

    /// <summary>The models that it has, the one that is asked where a request names none first.</summary>
    public IReadOnlyList<LocalModelScript> Models { get; init; } = [new()];

    /// <summary>How the model writes its tool calls.</summary>
    public CallForm Calls { get; init; } = CallForm.Structured;

    /// <summary>How long it takes to read a thousand tokens of prompt.</summary>
    public TimeSpan PrefillPerThousand { get; init; }

    /// <summary>How prompts are read where their beginnings are kept; null where each is read anew.</summary>
    public PrefillScript? Prefill { get; init; }

    /// <summary>How long it takes to load a model.</summary>
    public TimeSpan LoadTime { get; init; }

    /// <summary>The key that requests must bring; null for any or none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>What it insists on, by name.</summary>
    public IReadOnlySet<string> Strict { get; init; } = new HashSet<string>();

    /// <summary>What it does otherwise than the specification says.</summary>
    public IReadOnlyList<Incident> Irregularities { get; init; } = [];

    /// <summary>Chunks and their speed.</summary>
    public Pace Pace { get; init; } = new(24, TimeSpan.Zero);

    /// <summary>The model of that name; null where there is none. Ollama takes a name without its tag.</summary>
    public LocalModelScript? Find(string name) =>
        Models.FirstOrDefault(model => model.Name == name || model.Name == $"{name}:latest");

    /// <summary>Reads the <c>local</c> object.</summary>
    public static LocalScript Read(ScriptNode? node)
    {
        if (node?.AsObject("kind", "model", "contextWindow", "models", "calls", "prefillMsPer1k", "prefill", "loadMs", "apiKey", "strict", "irregularities", "chunkSize", "eventDelayMs") is not { } local)
        {
            return new();
        }

        var kind = Named(local, "kind", ServerKind.All, kind => kind.Name, ServerKind.LlamaServer);
        return new()
        {
            Kind = kind,
            Models = ReadModels(local),
            Calls = Named(local, "calls", CallForm.All, form => form.Name, CallForm.Structured),
            PrefillPerThousand = TimeSpan.FromMilliseconds(local.Number("prefillMsPer1k") ?? 0),
            Prefill = PrefillScript.Read(local, kind),
            LoadTime = TimeSpan.FromMilliseconds(local.Number("loadMs") ?? 0),
            ApiKey = local.Text("apiKey"),
            Strict = ReadStrict(local),
            Irregularities = [.. local.Items("irregularities").Select(item => Incident.Read(item, Local.Irregularities.All))],
            Pace = Pace.Read(local),
        };
    }

    private static T Named<T>(ScriptNode local, string field, IReadOnlyList<T> all, Func<T, string> name, T otherwise)
        where T : class
    {
        if (local.Text(field) is not { } written)
        {
            return otherwise;
        }

        if (all.FirstOrDefault(item => name(item) == written) is { } known)
        {
            return known;
        }

        local.Problem(field, $"unknown \"{written}\"; known: {string.Join(", ", all.Select(name))}");
        return otherwise;
    }

    private static IReadOnlyList<LocalModelScript> ReadModels(ScriptNode local)
    {
        var usual = new LocalModelScript();
        var one = usual with
        {
            Name = local.Text("model") ?? usual.Name,
            ContextWindow = local.Whole("contextWindow", 1) ?? usual.ContextWindow,
        };
        if (local.Child("models") is null)
        {
            return [one];
        }

        if (local.Child("model") is not null || local.Child("contextWindow") is not null)
        {
            local.Problem("models", "write either models, or model and contextWindow");
        }

        var models = local.Items("models").Select(LocalModelScript.Read).ToArray();
        foreach (var name in models.GroupBy(model => model.Name).Where(same => same.Count() > 1).Select(same => same.Key))
        {
            local.Problem("models", $"\"{name}\" is there more than once");
        }

        return [.. models.DistinctBy(model => model.Name)];
    }

    private static HashSet<string> ReadStrict(ScriptNode local)
    {
        if (local.Child("strict") is { Json.ValueKind: JsonValueKind.True or JsonValueKind.False } flag)
        {
            return flag.Json.GetBoolean() ? [.. StrictNames.General] : [];
        }

        var chosen = new HashSet<string>();
        foreach (var item in local.Items("strict"))
        {
            if (StrictNames.Expand(item.AsText()) is not { } checks)
            {
                item.Problem($"unknown; known: {string.Join(", ", StrictNames.All.Select(known => known.Name))}");
                continue;
            }

            chosen.UnionWith(checks);
        }

        return chosen;
    }
}
