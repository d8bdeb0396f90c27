using System.Text.Json;

namespace ClaudeSidecar.Context.Workspace;

/// <summary>Takes from Claude Code's settings of a folder what a model may know: names, never a rule's text, a command or a value.</summary>
internal static class SettingsReader
{
    private const int LongestFile = 256 * 1024;

    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Shared and local settings in one; null when there are none, or none that says anything.</summary>
    public static WorkspaceSettings? Read(string folder, LookedAt lookedAt)
    {
        var settings = new WorkspaceSettings();
        foreach (var name in (string[])["settings.json", "settings.local.json"])
        {
            var path = lookedAt.File(Path.Combine(folder, ".claude", name));
            if (BoundedText.Read(path, LongestFile) is { Cut: false } file)
            {
                settings = With(settings, file.Text);
            }
        }

        return settings is { PermissionMode: null, Denied.Count: 0, Hooks.Count: 0 } ? null : settings;
    }

    private static WorkspaceSettings With(WorkspaceSettings settings, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Lenient);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } root)
            {
                return settings;
            }

            var permissions = Member(root, "permissions");
            return new()
            {
                PermissionMode = Member(permissions, "defaultMode") is { ValueKind: JsonValueKind.String } mode ? Name(mode.GetString()!) : settings.PermissionMode,
                Denied = Union(settings.Denied, Member(permissions, "deny") is { ValueKind: JsonValueKind.Array } rules
                    ? rules.EnumerateArray().Where(rule => rule.ValueKind == JsonValueKind.String).Select(rule => Name(rule.GetString()!.Split('(')[0]))
                    : []),
                Hooks = Union(settings.Hooks, Member(root, "hooks") is { ValueKind: JsonValueKind.Object } hooks
                    ? hooks.EnumerateObject().Select(hook => Name(hook.Name))
                    : []),
            };
        }
        catch (JsonException)
        {
            return settings; // torn while it is written: it will change again
        }
    }

    private static List<string> Union(IReadOnlyList<string> known, IEnumerable<string> more) =>
        [.. known.Union(more.Where(name => name.Length > 0)).Order(StringComparer.Ordinal).Take(40)];

    private static string Name(string name) => name.Length <= 60 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '*') ? name : "";

    private static JsonElement Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;
}
