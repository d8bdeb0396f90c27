using System.Text.Json;

namespace ClaudeSidecar.Execution.Convert;

/// <summary>
/// Tools that Anthropic defines and the client runs: a request names their type alone. Another model is told what they take; their
/// results come back like any tool's (edge case 69).
/// </summary>
internal static class BuiltInTools
{
    private static readonly (string Prefix, string Description, JsonElement Schema)[] Known =
    [
        ("bash_", "Runs a command in a bash shell that keeps its state between calls.", Json("""
            {"type":"object","properties":{"command":{"type":"string","description":"The command to run; not needed with restart."},"restart":{"type":"boolean","description":"True to restart the shell."}}}
            """)),
        ("text_editor_", "Views, creates and edits text files.", Json("""
            {"type":"object","properties":{"command":{"type":"string","enum":["view","create","str_replace","insert"]},"path":{"type":"string","description":"Path of the file or folder."},"file_text":{"type":"string","description":"With create: the whole content."},"old_str":{"type":"string","description":"With str_replace: the text to replace; it must occur exactly once."},"new_str":{"type":"string","description":"With str_replace and insert: the new text."},"insert_line":{"type":"integer","description":"With insert: the line after which to insert; 0 is the beginning."},"view_range":{"type":"array","items":{"type":"integer"},"description":"With view: first and last line; -1 is the end."}},"required":["command","path"]}
            """)),
        ("memory_", "Reads and writes files under /memories that outlive the conversation.", Json("""
            {"type":"object","properties":{"command":{"type":"string","enum":["view","create","str_replace","insert","delete","rename"]},"path":{"type":"string"},"file_text":{"type":"string"},"old_str":{"type":"string"},"new_str":{"type":"string"},"insert_line":{"type":"integer"},"insert_text":{"type":"string"},"old_path":{"type":"string"},"new_path":{"type":"string"},"view_range":{"type":"array","items":{"type":"integer"}}},"required":["command"]}
            """)),
        ("computer_", "Uses screen, mouse and keyboard. Coordinates are pixels from the upper left corner.", Json("""
            {"type":"object","properties":{"action":{"type":"string","enum":["screenshot","left_click","right_click","middle_click","double_click","triple_click","mouse_move","left_click_drag","left_mouse_down","left_mouse_up","scroll","type","key","hold_key","wait","cursor_position"]},"coordinate":{"type":"array","items":{"type":"integer"},"description":"x and y."},"start_coordinate":{"type":"array","items":{"type":"integer"}},"text":{"type":"string","description":"Text to type, or keys such as ctrl+s."},"scroll_direction":{"type":"string","enum":["up","down","left","right"]},"scroll_amount":{"type":"integer"},"duration":{"type":"number","description":"Seconds."}},"required":["action"]}
            """)),
    ];

    /// <summary>What a tool of this type takes; false for one that runs at Anthropic.</summary>
    public static bool TryFind(string type, out string description, out JsonElement schema)
    {
        foreach (var tool in Known)
        {
            if (type.StartsWith(tool.Prefix, StringComparison.Ordinal))
            {
                (description, schema) = (tool.Description, tool.Schema);
                return true;
            }
        }

        (description, schema) = ("", default);
        return false;
    }

    private static JsonElement Json(string text) => JsonElement.Parse(text);
}
