using System.Text.Json;
using ClaudeSidecar.Simulation.Plays;

namespace ClaudeSidecar.Simulation.Cloud.Rules;

/// <summary>Cache breakpoints: how many, where, in which order.</summary>
internal static class CacheRules
{
    private const int Most = 4;

    public static Refusal? Judge(JsonElement body)
    {
        var breakpoints = Breakpoints(body).ToArray();
        if (breakpoints.Length > Most)
        {
            return Refusal.Invalid($"A maximum of {Most} blocks with cache_control may be provided. Found {breakpoints.Length}.");
        }

        var shortSeen = false;
        foreach (var (path, control) in breakpoints)
        {
            if (control.Text("type") != "ephemeral")
            {
                return Refusal.Invalid($"{path}.cache_control.type: Input should be 'ephemeral'");
            }

            switch (control.Text("ttl") ?? "5m")
            {
                case "5m":
                    shortSeen = true;
                    break;
                case "1h" when shortSeen:
                    return Refusal.Invalid($"{path}.cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. Note that blocks are processed in the following order: `tools`, `system`, `messages`.");
                case "1h":
                    break;
                default:
                    return Refusal.Invalid($"{path}.cache_control.ttl: Input should be '5m' or '1h'");
            }
        }

        return null;
    }

    /// <summary>All breakpoints in the order in which the prompt is read.</summary>
    public static IEnumerable<(string Path, JsonElement Control)> Breakpoints(JsonElement body)
    {
        var blocks = Numbered(body, "tools", "tools").Concat(Numbered(body, "system", "system"));
        var index = 0;
        foreach (var message in body.Items("messages"))
        {
            var path = $"messages.{index++}.content";
            blocks = blocks.Concat(Numbered(message, "content", path).SelectMany(block => Numbered(block.Value, "content", $"{block.Path}.content").Prepend(block)));
        }

        foreach (var (path, value) in blocks)
        {
            if (value.Field("cache_control") is { } control)
            {
                yield return (path, control);
            }
        }
    }

    private static IEnumerable<(string Path, JsonElement Value)> Numbered(JsonElement parent, string name, string path) =>
        parent.Items(name).Select((item, index) => ($"{path}.{index}", item));
}
