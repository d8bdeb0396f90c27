using System.Text.Json;

namespace ClaudeSidecar.Wire.Anthropic;

/// <summary>Finds the session id in <c>metadata.user_id</c>, of both shapes that Claude Code has sent (claude-wire 4c).</summary>
public static class SessionIdentity
{
    private const string OldMark = "_session_";

    /// <summary>Null when there is none.</summary>
    /// <param name="userId">A JSON string with <c>session_id</c>, or the older <c>user_…_session_UUID</c>.</param>
    public static string? FromUserId(string? userId)
    {
        if (userId is null)
        {
            return null;
        }

        if (!userId.StartsWith('{'))
        {
            var mark = userId.LastIndexOf(OldMark, StringComparison.Ordinal);
            return mark < 0 ? null : NotEmpty(userId[(mark + OldMark.Length)..]);
        }

        try
        {
            using var document = JsonDocument.Parse(userId);
            return document.RootElement.TryGetProperty("session_id"u8, out var id) && id.ValueKind == JsonValueKind.String
                ? NotEmpty(id.GetString())
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
