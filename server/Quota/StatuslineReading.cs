using System.Text.Json;

namespace ClaudeSidecar.Quota;

/// <summary>Reads the quota out of the JSON that Claude Code gives its status line command (claude-wire 7).</summary>
public static class StatuslineReading
{
    private static readonly (string Field, string Window)[] Windows = [("five_hour", "5h"), ("seven_day", "7d")];

    /// <summary>Null when it says nothing of quota. Percent there, shares here (edge case 9).</summary>
    /// <param name="json">The status line's JSON.</param>
    /// <param name="now">The present moment.</param>
    public static QuotaReading? Read(JsonElement json, DateTimeOffset now)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("rate_limits", out var limits) || limits.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        List<QuotaWindow> windows = [];
        foreach (var (field, name) in Windows)
        {
            if (limits.TryGetProperty(field, out var window) && window.ValueKind == JsonValueKind.Object
                && window.TryGetProperty("used_percentage", out var used) && used.ValueKind == JsonValueKind.Number)
            {
                var resets = window.TryGetProperty("resets_at", out var at) ? ResetTime.Parse(at.ToString(), now) : null;
                windows.Add(new(name, Math.Clamp(used.GetDouble() / 100, 0, 1), resets, QuotaState.Unknown));
            }
        }

        return windows.Count == 0 ? null : new() { At = now, Source = "statusline", Windows = windows };
    }
}
