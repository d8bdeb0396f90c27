using System.Globalization;
using System.Text.Json.Nodes;
using ClaudeSidecar.Decision;

namespace ClaudeSidecar.Tests.Replay;

/// <summary>Traces as JSON lines; the format is told in this folder's README.</summary>
internal static class TraceFile
{
    /// <summary>Reads a trace. A line that is none is told with its number.</summary>
    public static Trace Read(IEnumerable<string> lines)
    {
        Trace? trace = null;
        var events = new List<TraceEvent>();
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            try
            {
                var json = JsonNode.Parse(line)!;
                if (trace is null)
                {
                    trace = Head(json);
                }
                else
                {
                    events.Add(Event(json));
                }
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                throw new FormatException($"Line {number} of the trace is not understood: {exception.Message}", exception);
            }
        }

        return (trace ?? throw new FormatException("The trace is empty.")) with { Events = events };
    }

    /// <summary>Writes a trace.</summary>
    public static IEnumerable<string> Write(Trace trace)
    {
        yield return new JsonObject
        {
            ["trace"] = 1,
            ["name"] = trace.Name,
            ["start"] = trace.Start.ToString("O", CultureInfo.InvariantCulture),
            ["windows"] = new JsonArray([.. trace.Windows.Select(Window)]),
        }.ToJsonString();
        foreach (var one in trace.Events)
        {
            yield return Event(one).ToJsonString();
        }
    }

    private static Trace Head(JsonNode json) => (int)json["trace"]! == 1
        ? new((string)json["name"]!, Moment(json["start"])!.Value, [.. json["windows"]!.AsArray().Select(window => Window(window!))], [])
        : throw new FormatException("it is of another version");

    private static TraceWindow Window(JsonNode json) =>
        new((string)json["name"]!, TimeSpan.FromMinutes((double)json["minutes"]!), Moment(json["resetsAt"]), (double?)json["used"] ?? 0, (string?)json["family"]);

    private static TraceEvent Event(JsonNode json) => (double?)json["clock"] is { } jump
        ? new() { At = (double)json["at"]!, ClockJump = jump }
        : new()
        {
            At = (double)json["at"]!,
            Session = (string)json["session"]!,
            Agent = (string?)json["agent"],
            Model = (string)json["model"]!,
            Class = Enum.Parse<RequestClass>((string?)json["class"] ?? "main", ignoreCase: true),
            InToolLoop = (bool?)json["tool"] ?? false,
            Costs = json["costs"]!.AsObject().ToDictionary(cost => cost.Key, cost => (double)cost.Value!),
        };

    private static JsonObject Window(TraceWindow window) => Given(
        ("name", window.Name),
        ("minutes", window.Length.TotalMinutes),
        ("resetsAt", window.ResetsAt?.ToString("O", CultureInfo.InvariantCulture)),
        ("used", window.Used),
        ("family", window.Family));

    private static JsonObject Event(TraceEvent one) => one.ClockJump is { } jump
        ? Given(("at", one.At), ("clock", jump))
        : Given(
            ("at", one.At),
            ("session", one.Session),
            ("agent", one.Agent),
            ("model", one.Model),
            ("class", one.Class == RequestClass.Main ? null : one.Class.ToString().ToLowerInvariant()),
            ("tool", one.InToolLoop ? JsonValue.Create(true) : null),
            ("costs", new JsonObject(one.Costs.Select(cost => KeyValuePair.Create<string, JsonNode?>(cost.Key, cost.Value)))));

    private static JsonObject Given(params (string Name, JsonNode? Value)[] members) =>
        new(members.Where(member => member.Value is not null).Select(member => KeyValuePair.Create(member.Name, member.Value)));

    private static DateTimeOffset? Moment(JsonNode? json) =>
        json is null ? null : DateTimeOffset.Parse((string)json!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
