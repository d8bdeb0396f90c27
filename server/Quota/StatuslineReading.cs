using System.Text.Json;

namespace ClaudeSidecar.Quota;

/// <summary>Reads the quota out of the JSON that Claude Code gives its status line command (claude-wire 7).</summary>
public static class StatuslineReading
{
    /// <summary>Null when it says nothing of quota. Percent there, shares here (edge case 9). Windows of the future are read too (edge case 10).</summary>
    /// <param name="json">The status line's JSON.</param>
    /// <param name="now">The present moment.</param>
    public static QuotaReading? Read(JsonElement json, DateTimeOffset now)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("rate_limits", out var limits) || limits.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        List<QuotaWindow> windows = [];
        foreach (var limit in limits.EnumerateObject())
        {
            if (limit.Name != "spend_limit" && WindowName.OfClaim(limit.Name) is { } name && limit.Value.ValueKind == JsonValueKind.Object
                && limit.Value.TryGetProperty("used_percentage", out var used) && used.ValueKind == JsonValueKind.Number)
            {
                var resets = limit.Value.TryGetProperty("resets_at", out var at) ? ResetTime.Parse(at.ToString(), now, WindowName.Length(name)) : null;
                windows.Add(new(name, Math.Clamp(used.GetDouble() / 100, 0, 1), resets, QuotaState.Unknown));
            }
        }

        return windows.Count == 0 ? null : new() { At = now, Source = QuotaReading.FromStatusline, Windows = windows };
    }

    /// <summary>The session that it is of; null when it does not say.</summary>
    /// <param name="json">The status line's JSON.</param>
    public static string? Session(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty("session_id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
}
