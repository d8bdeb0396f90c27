using System.Text.Json;
using System.Text.Json.Nodes;
using ClaudeSidecar.Context.Memory;

namespace ClaudeSidecar.Tests.Context.Memory;

/// <summary>Messages of Claude Code's, as short as tests want them.</summary>
internal static class Told
{
    public static JsonElement User(params string[] texts) => Element(new JsonObject { ["role"] = "user", ["content"] = new JsonArray([.. texts.Select(Text)]) });

    public static JsonElement Notice(string text) => Element(new JsonObject { ["role"] = "system", ["content"] = text });

    public static JsonElement Says(string text) => Element(new JsonObject { ["role"] = "assistant", ["content"] = new JsonArray(Text(text)) });

    /// <summary>A call and its result: two messages.</summary>
    public static JsonElement[] Call(string tool, string input, string result, bool isError = false, string id = "") =>
        [Use(tool, input, id = id.Length > 0 ? id : $"toolu_{Guid.NewGuid():N}"), Result(id, result, isError)];

    public static JsonElement Use(string tool, string input, string id) => Element(new JsonObject
    {
        ["role"] = "assistant",
        ["content"] = new JsonArray(new JsonObject { ["type"] = "tool_use", ["id"] = id, ["name"] = tool, ["input"] = JsonNode.Parse(input) }),
    });

    /// <summary>A text and a call in one message.</summary>
    public static JsonElement Beside(string tool, string text) => Element(new JsonObject
    {
        ["role"] = "assistant",
        ["content"] = new JsonArray(Text(text), new JsonObject { ["type"] = "tool_use", ["id"] = "toolu_x", ["name"] = tool, ["input"] = new JsonObject { ["file_path"] = "/p/a" } }),
    });

    public static JsonElement Result(string id, string text, bool isError = false) => Element(new JsonObject
    {
        ["role"] = "user",
        ["content"] = new JsonArray(new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = id, ["content"] = text, ["is_error"] = isError }),
    });

    public static JsonElement[] Bash(string command, string result, bool isError = false) =>
        Call("Bash", new JsonObject { ["command"] = command }.ToJsonString(), result, isError);

    public static JsonElement[] Read(string path, string result, string more = "") => Call("Read", $$"""{"file_path":"{{path}}"{{more}}}""", result);

    public static JsonElement[] Write(string path, string content, string result = "File created successfully at: x") =>
        Call("Write", new JsonObject { ["file_path"] = path, ["content"] = content }.ToJsonString(), result);

    public static JsonElement[] Edit(string path, string old, string fresh, string result = "The file has been updated successfully.", bool isError = false, bool all = false) =>
        Call("Edit", new JsonObject { ["file_path"] = path, ["old_string"] = old, ["new_string"] = fresh, ["replace_all"] = all }.ToJsonString(), result, isError);

    /// <summary>The memory of messages; each argument is one or several of them.</summary>
    public static SessionMemory Remember(params object[] messages)
    {
        var reader = new MemoryReader();
        return SessionMemory.Of([.. Flat(messages).Select(reader.Read)]);
    }

    public static IReadOnlyDictionary<string, KnownFile> Files(params object[] messages) => FileVersions.Of(Flat(messages));

    public static IEnumerable<JsonElement> Flat(params object[] messages) => messages.SelectMany(message => message is JsonElement one ? [one] : (JsonElement[])message);

    /// <summary>The messages of a request that the real Claude Code sent.</summary>
    public static JsonElement[] Fixture(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Context", "Memory", "fixtures", name + ".json");
        return [.. JsonDocument.Parse(File.ReadAllBytes(path)).RootElement.EnumerateArray()];
    }

    private static JsonNode Text(string text) => new JsonObject { ["type"] = "text", ["text"] = text };

    private static JsonElement Element(JsonNode node) => JsonDocument.Parse(node.ToJsonString()).RootElement;
}
