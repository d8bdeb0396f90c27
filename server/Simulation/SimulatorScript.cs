using System.Text;
using System.Text.Json;
using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Simulation;

/// <summary>What a simulator does: the plays that both know, and how each of the two behaves (docs/simulate.md).</summary>
public sealed class SimulatorScript
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private SimulatorScript()
    {
    }

    /// <summary>Answers every prompt with a short text and has no trouble at all.</summary>
    public static SimulatorScript Empty { get; } = new();

    internal IReadOnlyList<Play> Plays { get; private init; } = [];

    internal CloudScript Cloud { get; private init; } = new();

    internal LocalScript Local { get; private init; } = new();

    internal BenchScript? Bench { get; private init; }

    /// <summary>Reads a script: JSON in which comments and trailing commas are allowed.</summary>
    /// <exception cref="InvalidScriptException">With every problem and its path.</exception>
    public static SimulatorScript Parse(string text) => Parse(Encoding.UTF8.GetBytes(text));

    /// <inheritdoc cref="Parse(string)"/>
    public static SimulatorScript Parse(ReadOnlyMemory<byte> utf8)
    {
        var problems = new List<string>();
        using var document = Open(utf8, problems);
        var root = new ScriptNode(document.RootElement.Clone(), "", problems).AsObject("plays", "cloud", "local", "bench");
        var script = new SimulatorScript
        {
            Plays = [.. root.Items("plays").Select(Play.Read)],
            Cloud = CloudScript.Read(root.Child("cloud")),
            Local = LocalScript.Read(root.Child("local")),
            Bench = BenchScript.Read(root.Child("bench")),
        };
        return problems.Count == 0 ? script : throw new InvalidScriptException(problems);
    }

    /// <summary>Reads windows alone, as <c>POST /simulator/quota</c> takes them.</summary>
    /// <exception cref="InvalidScriptException">With every problem and its path.</exception>
    internal static IReadOnlyList<QuotaWindowScript> ParseQuota(ReadOnlyMemory<byte> utf8)
    {
        var problems = new List<string>();
        using var document = Open(utf8, problems);
        var windows = QuotaWindowScript.ReadAll(new(document.RootElement.Clone(), "", problems));
        return problems.Count == 0 ? windows : throw new InvalidScriptException(problems);
    }

    private static JsonDocument Open(ReadOnlyMemory<byte> utf8, List<string> problems)
    {
        try
        {
            return JsonDocument.Parse(utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8, Lenient);
        }
        catch (JsonException wrong)
        {
            problems.Add($"the script is not JSON: {wrong.Message}");
            throw new InvalidScriptException(problems);
        }
    }
}
