using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ClaudeSidecar.Simulation.Plays;

namespace ClaudeSidecar.Simulation.Local.Requests;

/// <summary>How long Ollama keeps a model in memory after a request: <c>keep_alive</c>, in seconds or as Go writes a duration.</summary>
internal static partial class KeepAlive
{
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(5);

    /// <summary>What a request asks for, Ollama's own 5 minutes where it asks for nothing; null = for ever.</summary>
    public static TimeSpan? Of(JsonElement body)
    {
        TimeSpan? keep = body.Field("keep_alive") switch
        {
            { ValueKind: JsonValueKind.Number } seconds => TimeSpan.FromSeconds(seconds.GetDouble()),
            { ValueKind: JsonValueKind.String } written => Read(written.GetString()!),
            _ => Usual,
        };
        return keep < TimeSpan.Zero ? null : keep;
    }

    private static TimeSpan Read(string written)
    {
        var length = TimeSpan.Zero;
        foreach (Match part in Part().Matches(written))
        {
            length += double.Parse(part.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * part.Groups[2].Value switch
            {
                "h" => TimeSpan.FromHours(1),
                "m" => TimeSpan.FromMinutes(1),
                "ms" => TimeSpan.FromMilliseconds(1),
                _ => TimeSpan.FromSeconds(1),
            };
        }

        return written.StartsWith('-') ? -length : length;
    }

    [GeneratedRegex(@"(\d+(?:\.\d+)?)(ms|h|m|s)?")]
    private static partial Regex Part();
}
