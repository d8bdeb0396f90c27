using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ClaudeSidecar.Benchmarks;

/// <summary>Turns like those of Claude Code, made of this repository's own files: reading, editing, commands that fail and pass, todos, and now and then a wish of the user.</summary>
/// <param name="salt">Stands in each result: what was counted with another one is not known again.</param>
internal sealed class SessionTurns(int salt)
{
    private static readonly string[] Names = ["Bash", "Edit", "Glob", "Grep", "Read", "Task", "TodoWrite", "WebFetch", "WebSearch", "Write"];

    private static readonly (string Path, string Text)[] Files = [.. Read()];

    private readonly Random _chance = new(20261121);
    private int _turn;

    /// <summary>About 3 000 tokens, as those of Claude Code.</summary>
    public static string System { get; } = string.Concat(Enumerable.Repeat("You help with the tasks of a software engineer. Read before you write, and run the tests before you say that something works. ", 125));

    /// <summary>Ten tools of about 600 tokens each.</summary>
    public static string Tools { get; } = string.Join(',', Names.Select(name => $$$"""
        {"name":"{{{name}}}","description":"{{{string.Concat(Enumerable.Repeat($"Use {name} when nothing else serves. It takes what is written below, and tells what came of it. ", 24))}}}","input_schema":{"type":"object","properties":{"file_path":{"type":"string","description":"An absolute path"},"command":{"type":"string","description":"What is run"}} }}
        """));

    /// <summary>The user's first message.</summary>
    public string Beginning() => User("Find out why the session is not gone on with after a restart, and mend it with a test. Keep the old names.");

    /// <summary>A round: what the model says and calls, and what comes back; begins with a comma.</summary>
    public string Next()
    {
        var i = _turn++;
        var file = Files[_chance.Next(Files.Length)];
        var round = (i % 9) switch
        {
            0 or 1 or 2 or 3 => Round(i, "Read", $$"""{"file_path":{{Text(file.Path)}}}""", Numbered(file.Text, _chance.Next(20, 220))),
            4 => Round(i, "Grep", """{"pattern":"sealed class","output_mode":"content"}""", Lines(file.Text, _chance.Next(5, 60))),
            5 => Round(i, "Edit", $$"""{"file_path":{{Text(file.Path)}},"old_string":{{Text(Lines(file.Text, 4))}},"new_string":{{Text(Lines(file.Text, 6))}}}""", "The file has been updated successfully."),
            6 => Round(i, "Bash", """{"command":"dotnet test tests/server","description":"Run the tests"}""", $"Failed SessionTests.Test{i} [12 ms]\n  Error: expected {i} and got {i + 1}\n{Lines(file.Text, 30)}", failed: true),
            7 => Round(i, "Bash", """{"command":"dotnet test tests/server","description":"Run the tests"}""", $"Passed! - Failed: 0, Passed: {1000 + i}"),
            _ => Round(i, "TodoWrite", $$"""{"todos":[{"content":"Look at step {{i}}","status":"completed","activeForm":"Looking"},{"content":"Mend step {{i + 1}}","status":"in_progress","activeForm":"Mending"},{"content":"Write the test","status":"pending","activeForm":"Writing"}]}""", "Todos have been modified successfully."),
        };
        return i % 40 == 39 ? $"{round},{{\"role\":\"assistant\",\"content\":[{{\"type\":\"text\",\"text\":\"Step {i} is done. I decided to use a lock instead of a queue.\"}}]}},{User($"Now do the same for part {i}, and do not touch the public names.")}" : round;
    }

    private string Round(int i, string tool, string input, string result, bool failed = false) =>
        $$"""
        ,{"role":"assistant","content":[{"type":"text","text":"Now step {{i}}."},{"type":"tool_use","id":"toolu_{{i}}","name":"{{tool}}","input":{{input}}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_{{i}}","content":{{Text($"{result}\n({salt})")}}{{(failed ? ",\"is_error\":true" : "")}}}]}
        """;

    private static IEnumerable<(string Path, string Text)> Read()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ClaudeSidecar.sln")))
        {
            folder = folder.Parent!;
        }

        var server = Path.Combine(folder.FullName, "server");
        return Directory.EnumerateFiles(server, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(file => ($"/home/dev/project/{Path.GetRelativePath(server, file)}", File.ReadAllText(file)));
    }

    private static string User(string words) => $$"""{"role":"user","content":[{"type":"text","text":{{Text(words)}}}]}""";

    private static string Lines(string text, int lines) => string.Join('\n', text.Split('\n').Take(lines));

    private static string Numbered(string text, int lines)
    {
        var numbered = new StringBuilder();
        foreach (var (number, line) in text.Split('\n').Take(lines).Index())
        {
            numbered.Append(CultureInfo.InvariantCulture, $"{number + 1,6}\t{line}\n");
        }

        return numbered.ToString();
    }

    private static string Text(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
